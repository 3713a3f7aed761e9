import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { request } from 'node:http';
import { z } from 'zod';
import { fail } from '../../errors.js';
import type { ApplicationIdentity, IdentityTools } from './source.js';

/** Yields the platform's own token for this workload, or nothing when the platform has none to give. */
type ReadToken = (signal: AbortSignal) => Promise<string | undefined>;

// RFC 7523 §2.2.
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

// RFC 7515 §3.1: three base64url parts. What is anything else is not sent to anybody.
const Jwt = z
  .string()
  .trim()
  .max(16_000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

const READ_TIMEOUT_MS = 5_000;
const MOST_BYTES = 64 * 1024;

/** The platform's token as client assertion (RFC 7523 §2.2), read anew for every exchange: platforms rotate it. */
export function workloadIdentity(clientId: string | undefined, read: ReadToken): ApplicationIdentity {
  return {
    clientId,
    isRereadable: true,
    authenticate: async (_server, _client, body) => {
      const token = await fresh(read);
      if (clientId !== undefined) body.set('client_id', clientId);
      body.set('client_assertion_type', JWT_BEARER);
      body.set('client_assertion', token);
    },
  };
}

async function fresh(read: ReadToken): Promise<string> {
  const token = await read(AbortSignal.timeout(READ_TIMEOUT_MS)).catch(() => undefined);
  const jwt = Jwt.safeParse(token);
  return jwt.success ? jwt.data : fail({ code: 'identity_unavailable' });
}

/** A projected token: Kubernetes (EKS, Azure) and anything else that keeps a file fresh. */
export function tokenFile(path: string): ReadToken {
  return () => readTokenFile(path);
}

/** Never waits and never reads without end, whatever the path has come to name: a pipe, a device, a disk image. */
async function readTokenFile(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return bytesRead < MOST_BYTES ? buffer.toString('utf8', 0, bytesRead) : undefined;
  } finally {
    await file.close();
  }
}

/** Google's metadata server. https://cloud.google.com/compute/docs/instances/verifying-instance-identity */
export function googleToken(metadataUrl: string, { issuer, fetch }: IdentityTools): ReadToken {
  const url = new URL('/computeMetadata/v1/instance/service-accounts/default/identity', metadataUrl);
  url.search = new URLSearchParams({ audience: issuer, format: 'full' }).toString();
  return async (signal) => {
    const response = await fetch(url.href, {
      method: 'GET',
      headers: { 'Metadata-Flavor': 'Google' },
      redirect: 'manual',
      signal,
    });
    return response.status === 200 ? response.text() : undefined;
  };
}

/** Fly's machine API on its unix socket. https://fly.io/docs/security/openid-connect/ */
export function flyToken(socketPath: string, issuer: string): ReadToken {
  return (signal) =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          socketPath,
          path: '/v1/tokens/oidc',
          method: 'POST',
          headers: { Host: 'localhost', 'Content-Type': 'application/json' },
          signal,
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
            if (text.length > MOST_BYTES) answer.destroy();
          });
          answer.on('close', () => resolve(answer.statusCode === 200 && answer.complete ? text : undefined));
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify({ aud: issuer }));
    });
}
