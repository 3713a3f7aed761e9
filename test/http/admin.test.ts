import { Router } from 'express';
import { afterAll, expect, it } from 'vitest';
import { type AdminListener, startAdmin } from '../../src/http/admin.js';
import { raw } from '../security/support/raw.js';

const started: AdminListener[] = [];
afterAll(() => Promise.all(started.map((admin) => admin.close())));

// macOS has no other loopback address than 127.0.0.1.
it.skipIf(process.platform === 'darwin')(
  'serves its metrics under the loopback address that it listens on, and under no other name',
  async () => {
    const admin = await startAdmin({
      host: '127.0.0.2',
      port: 0,
      isLoopback: true,
      limits: { connections: 10, headerBytes: 8_192, headerSeconds: 1, requestSeconds: 1, answerSeconds: 1 },
      healthRoutes: Router(),
      metrics: { contentType: 'text/plain', expose: async () => 'up 1' },
    });
    started.push(admin);
    const { port } = admin.address;
    const statusAs = async (host: string): Promise<number> =>
      (
        await raw(
          port,
          `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
          500,
          '127.0.0.2',
        )
      ).status;
    expect(await statusAs(`127.0.0.2:${port}`)).toBe(200);
    expect(await statusAs(`localhost:${port}`)).toBe(200);
    expect(await statusAs(`rebound.example:${port}`)).toBe(403);
  },
);
