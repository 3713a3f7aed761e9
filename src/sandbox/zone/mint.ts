import { randomUUID } from 'node:crypto';
import type { Directory } from './management/directory.js';
import type { MintRequest } from './options.js';
import type { Tokens } from './tokens.js';
import type { Connections } from './upstream/connections.js';

const CLIENT = { id: 'sandbox-cli', app: 'ua:sandbox-cli' };

interface Wiring {
  directory: Directory;
  connections: Connections;
  tokens: Tokens;
  /** What a request without scope gets. */
  defaultScope: string;
  /** Seconds. */
  accessTokenTtl: number;
}

/** Tokens without a browser: what the code flow would have issued, for `curl` and for tests. */
export function createMint({ directory, connections, tokens, defaultScope, accessTokenTtl }: Wiring) {
  return async (request: MintRequest): Promise<string> => {
    const user = directory.userByEmail(request.email);
    if (!user) throw new Error(`${request.email} is not a user of this zone`);
    const identifier = request.resource ?? directory.onlyServedResource()?.identifier;
    if (identifier === undefined) throw new Error('name the resource that the token is for');
    const resource = directory.resolveResource(identifier);
    if (request.connect !== false) await connections.establish(user, [identifier]);
    const sid = randomUUID();
    directory.openSession(sid, user.identifier, CLIENT.id);
    const { token } = await tokens.issue(
      {
        sub: user.identifier,
        profile: 'user',
        appId: CLIENT.app,
        clientId: CLIENT.id,
        audience: resource?.identifier ?? identifier,
        scope: request.scope ?? defaultScope,
        sid,
        ttl: resource?.credential_lifetime_seconds ?? accessTokenTtl,
      },
      request.overrides,
    );
    return token;
  };
}
