import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BearerProxy {
  /** Where to send what shall carry the token. */
  url: string;
  close: () => void;
}

/**
 * Adds a bearer token to what passes, and nothing else: the suite has no way to send one.
 * `Host` and `Origin` go on as they came, because they are tested as well.
 */
export async function startBearerProxy(target: () => URL, token: () => string): Promise<BearerProxy> {
  const server = createServer((req, res) => {
    const { port } = target();
    const headers = { ...req.headers, authorization: `Bearer ${token()}` };
    const onward = request(
      { host: '127.0.0.1', port, path: req.url, method: req.method, headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    onward.on('error', () => res.destroy());
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/mcp`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
