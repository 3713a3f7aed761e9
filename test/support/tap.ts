import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Stands between the server and an upstream, passes everything on, and keeps what went by. */
export async function startTap(target: string) {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ headers: req.headers, body });
      const headers = new Headers();
      for (const name of ['authorization', 'content-type', 'user-agent'])
        headers.set(name, String(req.headers[name]));
      const answer = await fetch(target, { method: 'POST', headers, body });
      res.writeHead(answer.status, { 'Content-Type': answer.headers.get('Content-Type') ?? 'text/plain' });
      res.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
