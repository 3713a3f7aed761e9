import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generatePrivateKey, switched, withNext } from '../../src/broker/identity/generate.js';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { type SecondServer, startSecondServer } from '../support/second-server.js';

/** Each way in which the server can prove itself to the zone, with the platform's part played by local stand-ins. */
let sandbox: TestSandbox;
let platform: Server;
let issuer: string;
let keys: GenerateKeyPairResult;
let server: SecondServer | undefined;
/** The public keys that a replica publishes which has not been restarted yet. */
let elsewhere: object[] | undefined;
const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));

beforeAll(async () => {
  sandbox = await startTestSandbox();
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'platform', alg: 'RS256', use: 'sig' };
  platform = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', issuer);
    res.setHeader('Content-Type', 'application/json');
    if (url.pathname.startsWith('/replica/')) return res.end(JSON.stringify({ keys: elsewhere }));
    if (url.pathname === '/jwks') return res.end(JSON.stringify({ keys: [jwk] }));
    if (url.pathname === '/.well-known/openid-configuration') {
      return res.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }));
    }
    const isMetadata = url.pathname === '/computeMetadata/v1/instance/service-accounts/default/identity';
    if (isMetadata && req.headers['metadata-flavor'] === 'Google') {
      return res.end(await platformToken(url.searchParams.get('audience') ?? ''));
    }
    res.statusCode = 404;
    return res.end('{}');
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
});
afterEach(() => server?.stop());
afterAll(async () => {
  platform.closeAllConnections();
  platform.close();
  await sandbox.stop();
});

function platformToken(audience: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'platform' })
    .setIssuer(issuer)
    .setSubject('system:serviceaccount:prod:linear-mcp')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(keys.privateKey);
}

/** Lets the application be recognised by the platform's tokens. */
function federate(applicationId: string): void {
  const { management } = sandbox.handles.zone;
  const provider = management.createProvider({
    name: 'platform',
    identifier: `${issuer}/${applicationId}`,
    protocols: { oauth2: { issuer, jwks_uri: `${issuer}/jwks` } },
  });
  const subject = 'system:serviceaccount:prod:linear-mcp';
  management.createCredential({
    application_id: applicationId,
    type: 'token',
    provider_id: provider.id,
    subject,
  });
}

/** Takes the platform's credential away again, so that the next application is the only one with that subject. */
function forgetPlatform(): void {
  const { directory } = sandbox.handles.zone;
  for (const credential of directory.credentials.filter(({ type }) => type === 'token'))
    directory.credentials.remove(credential.id);
}
afterEach(forgetPlatform);

async function callsWork(): Promise<void> {
  const { mcp = '' } = server ?? {};
  const token = await sandbox.handles.zone.mintAccessToken({ email: 'ada@lumen.example', resource: mcp });
  const reply = await callByHand(mcp, token, 'get_user');
  expect(reply.text).toContain('ada@lumen.example');
}

function fileWith(text: string): string {
  const path = join(folder, `token-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, text);
  return path;
}

/** A credential whose keys the zone reads at this address, and the private ones for the server. */
function keyIdentity(application_id: string, jwks_uri: string, set: object): Record<string, string> {
  const { management } = sandbox.handles.zone;
  const { identifier } = management.createCredential({ application_id, type: 'public-key', jwks_uri });
  return { KEYCARD_CLIENT_ID: identifier, KEYCARD_PRIVATE_KEY_FILE: fileWith(JSON.stringify(set)) };
}

/** What the server publishes of its keys: nothing private. */
async function published(): Promise<object[]> {
  const answer = await fetch(new URL('/.well-known/jwks.json', server?.mcp ?? ''));
  const { keys: found } = (await answer.json()) as { keys: object[] };
  expect(JSON.stringify(found)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  return found;
}

describe('the application proves itself', () => {
  it('by client id and secret, with characters that Basic authentication has to encode', async () => {
    server = await startSecondServer(sandbox, ({ applicationId }) => {
      const { management } = sandbox.handles.zone;
      const { identifier, password = '' } = management.createCredential({
        application_id: applicationId,
        type: 'password',
        identifier: 'id:with%odd+chars /é',
      });
      return { KEYCARD_CLIENT_ID: identifier, KEYCARD_CLIENT_SECRET: password };
    });
    await callsWork();
    expect(server.logText()).toMatch(/client_secret, because KEYCARD_CLIENT_SECRET is set/);
  });

  it('by private key, whose public half it publishes itself', async () => {
    const set = withNext(await generatePrivateKey(), { keys: [] });
    server = await startSecondServer(sandbox, ({ applicationId, origin }) =>
      keyIdentity(applicationId, `${origin}/.well-known/jwks.json`, set),
    );
    expect(await published()).toHaveLength(1);
    await callsWork();
  });

  it('by private key, through a rotation: also while another replica still publishes the keys of the step before', async () => {
    const first = withNext(await generatePrivateKey(), { keys: [] });
    const next = withNext(await generatePrivateKey(), first);
    const after = switched(next) ?? expect.fail('one key only');
    const steps = [first, next, after, withNext(await generatePrivateKey(), after)];
    for (const set of steps) {
      server = await startSecondServer(sandbox, ({ applicationId, origin }) => {
        const own = `${origin}/.well-known/jwks.json`;
        const replica = `${issuer}/replica/${steps.indexOf(set)}`;
        return keyIdentity(applicationId, elsewhere === undefined ? own : replica, set);
      });
      await callsWork();
      elsewhere = await published();
      expect(elsewhere).toHaveLength(set.keys.length);
      await server.stop();
    }
  });

  it.each([
    ['KEYCARD_WORKLOAD_TOKEN_FILE', 'token_file'],
    ['KEYCARD_EKS_WORKLOAD_IDENTITY_TOKEN_FILE', 'eks_workload_identity'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', 'eks_workload_identity'],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'eks_workload_identity'],
    ['AZURE_FEDERATED_TOKEN_FILE', 'azure_workload_identity'],
  ])('by the file that %s names, read for every exchange', async (variable, type) => {
    const path = fileWith('not yet a token');
    server = await startSecondServer(sandbox, ({ applicationId }) => {
      federate(applicationId);
      return { [variable]: path };
    });
    const token = await sandbox.handles.zone.mintAccessToken({
      email: 'ada@lumen.example',
      resource: server.mcp,
    });
    const early = await callByHand(server.mcp, token, 'get_user');
    expect(early.text).toMatch(/cannot prove to Keycard who it is/);
    expect(server.logText()).toMatch(/identity_unavailable/);
    writeFileSync(path, `${await platformToken(sandbox.zone)}\n`);
    await callsWork();
    expect(server.logText()).toContain(`${type}, because ${variable} is set`);
  });

  it('by a file that the platform exchanges in mid-call: what was refused is read again, once', async () => {
    server = await startSecondServer(sandbox, async ({ applicationId }) => {
      federate(applicationId);
      return { KEYCARD_WORKLOAD_TOKEN_FILE: fileWith(await platformToken(sandbox.zone)) };
    });
    const refusal = { kind: 'error', status: 401, error: 'invalid_client' } as const;
    sandbox.handles.zone.faults.next('exchange', refusal);
    await callsWork();
    sandbox.handles.zone.faults.next('exchange', refusal, 2);
    await expect(callsWork()).rejects.toThrow(/does not accept this server/);
    await callsWork();
  });

  it("by Google's metadata server", async () => {
    server = await startSecondServer(sandbox, ({ applicationId }) => {
      federate(applicationId);
      return {
        KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'google_workload_identity',
        GCE_METADATA_HOST: new URL(issuer).host,
      };
    });
    await callsWork();
  });

  it("by the machine's socket on Fly", async () => {
    const socketPath = join(folder, 'api.sock');
    const fly = createServer(async (req, res) => {
      let body = '';
      for await (const chunk of req) body += String(chunk);
      const { aud } = JSON.parse(body) as { aud: string };
      const isRight = req.method === 'POST' && req.url === '/v1/tokens/oidc';
      res.writeHead(isRight ? 200 : 404).end(isRight ? await platformToken(aud) : '');
    }).listen(socketPath);
    server = await startSecondServer(sandbox, ({ applicationId }) => {
      federate(applicationId);
      return { FLY_APP_NAME: 'linear-mcp', FLY_API_SOCKET: socketPath };
    });
    await callsWork();
    fly.close();
  });

  it('by the token that Vercel puts into the environment', async () => {
    server = await startSecondServer(sandbox, async ({ applicationId }) => {
      federate(applicationId);
      return { VERCEL_OIDC_TOKEN: await platformToken(sandbox.zone) };
    });
    await callsWork();
  });

  it('and names no value of it in its log', async () => {
    const token = await platformToken(sandbox.zone);
    server = await startSecondServer(sandbox, ({ applicationId }) => {
      federate(applicationId);
      return { KEYCARD_WORKLOAD_TOKEN_FILE: fileWith(token) };
    });
    await callsWork();
    for (const part of token.split('.')) expect(server.logText()).not.toContain(part.slice(0, 24));
  });
});

describe('a key that cannot be used', () => {
  const weak = JSON.stringify({
    keys: [
      {
        ...generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' }),
        kid: 'x',
      },
    ],
  });

  it.each(['', 'not json', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"AAAA","kid":"x"}]}', weak])(
    'refuses to start (%.40j)',
    async (text) => {
      const starting = (env: Record<string, string>) =>
        startSecondServer(sandbox, () => ({ KEYCARD_CLIENT_ID: 'id', ...env }));
      await expect(starting({ KEYCARD_PRIVATE_KEY_FILE: fileWith(text) })).rejects.toThrow(
        /^KEYCARD_PRIVATE_KEY_FILE does not hold a usable key/,
      );
      if (text !== '')
        await expect(starting({ KEYCARD_PRIVATE_KEY: text })).rejects.toThrow(
          /^KEYCARD_PRIVATE_KEY does not hold a usable key/,
        );
    },
  );

  it('says when it is the file that is missing', async () => {
    await expect(
      startSecondServer(sandbox, () => ({
        KEYCARD_CLIENT_ID: 'id',
        KEYCARD_PRIVATE_KEY_FILE: join(folder, 'no'),
      })),
    ).rejects.toThrow(/cannot be read \(ENOENT\): check its path/);
  });
});
