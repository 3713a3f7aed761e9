import { decodeJwt, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN,
  ADA,
  BOB,
  basic,
  EXCHANGE,
  exchange,
  LINEAR,
  MCP,
  post,
  type Seeded,
  startSeeded,
} from './zone-support.js';

let seeded: Seeded;
beforeEach(async () => {
  seeded = await startSeeded();
});
afterEach(() => seeded.close());

const SUBSTITUTE = 'urn:keycard:params:oauth:token-type:substitute-user';
const mint = (email = ADA.email, rest = {}) => seeded.zone.mintAccessToken({ email, ...rest });

/** A substitute-user token as the SDKs build it. */
function substitute(sub: string) {
  const [, payload] = new UnsecuredJWT({ sub }).encode().split('.');
  const header = Buffer.from(JSON.stringify({ typ: 'vnd.kc.su+jwt', alg: 'none' })).toString('base64url');
  return `${header}.${payload}.`;
}

describe('a token exchange', () => {
  it('answers with a Linear token of that user, a new one each time', async () => {
    const token = await mint();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => exchange(seeded, token)));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        token_type: 'Bearer',
        issued_token_type: ACCESS_TOKEN,
        expires_in: 3600,
        scope: 'read write',
      });
      expect(body['access_token']).toContain(ADA.email);
    }
    expect(new Set(answers.map(({ body }) => body['access_token'])).size).toBe(5);
  });

  it('of a hundred at once for one user is a hundred tokens', async () => {
    const token = await mint();
    const answers = await Promise.all(Array.from({ length: 100 }, () => exchange(seeded, token)));
    expect(new Set(answers.map(({ body }) => body['access_token'])).size).toBe(100);
    expect(seeded.zone.journal().filter(({ outcome }) => outcome === 'ok')).toHaveLength(100);
  });

  it('keeps users apart', async () => {
    const [ada, bob] = await Promise.all([mint(ADA.email), mint(BOB.email)]);
    expect((await exchange(seeded, bob)).body['access_token']).toContain(BOB.email);
    expect((await exchange(seeded, ada)).body['access_token']).toContain(ADA.email);
  });

  it('is one credentials:issue in the audit log, with application and user', async () => {
    const token = await mint();
    await exchange(seeded, token, { scope: 'read' });
    const event = seeded.zone.audit().at(-1);
    expect(event).toMatchObject({
      event: 'credentials:issue',
      status: 'success',
      application: 'linear-server',
      resource: LINEAR,
      scopes: ['read'],
      jti: decodeJwt(token).jti,
      sid: decodeJwt(token)['sid'],
    });
    expect(event?.identity_chain.map(({ type }) => type)).toEqual(['application', 'user']);
  });

  it('leaves the grant, the client and the outcome in the journal, and nothing secret', async () => {
    const token = await mint();
    const { body } = await exchange(seeded, token);
    await exchange(seeded, token, { resource: 'https://unknown.example' });
    const response = await fetch(`${seeded.zone.origin}/_journal`);
    const text = await response.text();
    expect(response.headers.get('x-journal-dropped')).toBe('0');
    expect(JSON.parse(text)).toMatchObject([
      {
        seq: 1,
        grant: EXCHANGE,
        client: seeded.credential.identifier,
        user: ADA.email,
        resource: LINEAR,
        outcome: 'ok',
        status: 200,
      },
      { seq: 2, outcome: 'invalid_target', status: 400 },
    ]);
    const secrets = [
      token,
      body['access_token'] ?? '',
      seeded.basic.slice(6),
      seeded.credential.password ?? '',
    ];
    const console_ = await (await fetch(seeded.zone.consoleUrl)).text();
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
      expect(console_).not.toContain(secret);
    }
    await fetch(`${seeded.zone.origin}/_journal`, { method: 'DELETE' });
    expect(await (await fetch(`${seeded.zone.origin}/_journal`)).json()).toEqual([]);
  });
});

describe('the zone refuses to exchange', () => {
  const expectFailure = async (
    answer: Awaited<ReturnType<typeof exchange>>,
    code: string,
    text: RegExp | string = '',
  ) => {
    expect(answer.body['error']).toBe(code);
    expect(answer.body['error_description']).toMatch(text);
    expect(answer.body['requestId']).toBeTruthy();
    expect(answer.body['error_uri']).toBeUndefined();
    expect(seeded.zone.audit().at(-1)).toMatchObject({
      event: 'credentials:issue',
      status: 'failure',
      failure_code: code,
      requestId: answer.body['requestId'],
    });
    expect(seeded.zone.journal().at(-1)).toMatchObject({ outcome: code, status: answer.status });
  };

  it('what is not a JWT', async () => {
    await expectFailure(await exchange(seeded, 'not-a-token'), 'invalid_request');
  });

  it.each([
    ['expired', { ttl: -10 }],
    ['of another issuer', { claims: { iss: 'https://other.example' } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed with an unknown key id', { header: { kid: 'other' } }],
    ['of a user who does not exist', { claims: { sub: 'nobody' } }],
  ])('a token %s', async (_what, overrides) => {
    await expectFailure(await exchange(seeded, await mint(ADA.email, { overrides })), 'invalid_grant');
  });

  it('a forged token', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await mint(ADA.email, { overrides: { key: privateKey } });
    await expectFailure(await exchange(seeded, forged), 'invalid_grant');
  });

  it('a token of a session that was ended', async () => {
    const token = await mint();
    seeded.zone.management.revokeSession(String(decodeJwt(token)['sid']));
    await expectFailure(await exchange(seeded, token), 'invalid_grant', /session/);
  });

  it('a token whose first audience belongs to somebody else', async () => {
    const ownership = /not allowed to exchange/;
    const second = await mint(ADA.email, { overrides: { claims: { aud: ['https://other.example', MCP] } } });
    await expectFailure(await exchange(seeded, second), 'invalid_grant', ownership);
    const first = await mint(ADA.email, { overrides: { claims: { aud: [MCP, 'https://other.example'] } } });
    expect((await exchange(seeded, first)).status).toBe(200);
    seeded.zone.management.patchResource(seeded.resource.id, {
      application_id: seeded.zone.management.createApplication({ name: 'Other', identifier: 'other' }).id,
    });
    await expectFailure(await exchange(seeded, await mint()), 'invalid_grant', ownership);
  });

  it('for an unknown resource, for one without provider, and for none or two', async () => {
    const { zone, application } = seeded;
    const token = await mint();
    await expectFailure(await exchange(seeded, token, { resource: `${LINEAR}/` }), 'invalid_target');
    const orphan = zone.management.createResource({ name: 'Orphan', identifier: 'urn:orphan' });
    zone.management.addDependency(application.id, orphan.id);
    await expectFailure(await exchange(seeded, token, { resource: 'urn:orphan' }), 'invalid_target');
    await expectFailure(await exchange(seeded, token, { resource: '' }), 'invalid_request');
    const twice: [string, string][] = [
      ['grant_type', EXCHANGE],
      ['subject_token', token],
      ['subject_token_type', ACCESS_TOKEN],
      ['resource', LINEAR],
      ['resource', MCP],
    ];
    await expectFailure(await post(zone.tokenEndpoint, twice, seeded.basic), 'invalid_request');
  });

  it('without a dependency, naming application and resource', async () => {
    const token = await mint();
    seeded.zone.management.removeDependency(seeded.application.id, seeded.linear.id);
    await expectFailure(await exchange(seeded, token), 'access_denied', /linear-server.*api\.linear\.app/);
  });

  it('what a policy forbids, naming the policy, until the policy is lifted', async () => {
    const token = await mint();
    const lift = seeded.zone.deny({ name: 'no-writes', scope: 'write', user: ADA.email });
    await expectFailure(await exchange(seeded, token, { scope: 'read write' }), 'access_denied', /no-writes/);
    expect((await exchange(seeded, token, { scope: 'read' })).status).toBe(200);
    lift();
    expect((await exchange(seeded, token, { scope: 'read write' })).status).toBe(200);
  });

  it('until the user has granted access, and again from the moment it is revoked', async () => {
    const token = await mint(ADA.email, { connect: false });
    await expectFailure(await exchange(seeded, token), 'insufficient_authorization');
    await mint();
    expect((await exchange(seeded, token)).status).toBe(200);
    expect(seeded.zone.revokeGrant(ADA.email, LINEAR)).toBe(true);
    await expectFailure(await exchange(seeded, token), 'insufficient_authorization');
  });

  it('on a grant that is older than the dependency', async () => {
    const token = await mint();
    const { application, linear, zone } = seeded;
    zone.management.removeDependency(application.id, linear.id);
    zone.management.addDependency(application.id, linear.id);
    await expectFailure(await exchange(seeded, token), 'insufficient_authorization');
    await mint();
    expect((await exchange(seeded, token)).status).toBe(200);
  });

  it('when Linear has forgotten the grant', async () => {
    const token = await mint();
    seeded.upstream.forget();
    await expectFailure(await exchange(seeded, token), 'insufficient_authorization');
  });

  it('with 503 while Linear is down, and works afterwards', async () => {
    const token = await mint();
    seeded.upstream.state.fail = 500;
    await expectFailure(await exchange(seeded, token), 'temporarily_unavailable');
    seeded.upstream.state.fail = 0;
    expect((await exchange(seeded, token)).status).toBe(200);
  });

  it('another token type', async () => {
    const token = await mint();
    const change = { requested_token_type: 'urn:ietf:params:oauth:token-type:jwt' };
    await expectFailure(await exchange(seeded, token, change), 'invalid_request');
    const type = { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' };
    await expectFailure(await exchange(seeded, token, type), 'invalid_request');
  });
});

describe('the client of an exchange', () => {
  const form = async () => ({
    grant_type: EXCHANGE,
    subject_token: await mint(),
    subject_token_type: ACCESS_TOKEN,
    resource: LINEAR,
  });

  it.each([
    ['a wrong secret', () => basic(seeded.credential.identifier, 'wrong')],
    ['an unknown id', () => basic('unknown', seeded.credential.password ?? '')],
    ['a bearer token', () => 'Bearer x'],
    ['raw characters that should be encoded', () => `Basic ${Buffer.from('urn:x:a%').toString('base64')}`],
  ])('is refused with 401 for %s', async (_what, header) => {
    const answer = await post(seeded.zone.tokenEndpoint, await form(), header());
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBe('invalid_client');
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  it('is refused with its secret in the body, and without any', async () => {
    const { credential, zone } = seeded;
    const id = { client_id: credential.identifier };
    const inBody = { ...(await form()), ...id, client_secret: credential.password ?? '' };
    expect((await post(zone.tokenEndpoint, inBody)).body['error']).toBe('invalid_client');
    expect((await post(zone.tokenEndpoint, { ...(await form()), ...id })).body['error']).toBe(
      'invalid_client',
    );
    expect((await post(zone.tokenEndpoint, await form())).body['error']).toBe('invalid_client');
  });

  it('may have an id full of characters that need encoding', async () => {
    const { zone, application } = seeded;
    const odd = zone.management.createCredential({
      application_id: application.id,
      type: 'password',
      identifier: 'urn:my app:%+é',
    });
    const answer = await post(zone.tokenEndpoint, await form(), basic('urn:my app:%+é', odd.password ?? ''));
    expect(answer.status).toBe(200);
  });

  it('must not repeat a parameter', async () => {
    const doubled: [string, string][] = [...Object.entries(await form()), ['subject_token', 'again']];
    const answer = await post(seeded.zone.tokenEndpoint, doubled, seeded.basic);
    expect(answer.body['error']).toBe('invalid_request');
  });
});

describe('resources of other kinds', () => {
  it('a vault resource answers with the stored secret', async () => {
    const { zone, application } = seeded;
    const vaulted = zone.management.createResource({
      name: 'Stored key',
      identifier: 'urn:linear-server:client_secret',
      credential_provider_id: zone.vaultProvider().id,
    });
    zone.management.addDependency(application.id, vaulted.id);
    const ask = async () => exchange(seeded, await mint(), { resource: vaulted.identifier });
    expect((await ask()).body['error']).toBe('invalid_target');
    zone.management.createSecret({
      name: 'key',
      entity_id: vaulted.id,
      data: { type: 'token', token: 'stored!' },
    });
    expect((await ask()).body['access_token']).toBe('stored!');
  });

  it('an application gets a token of its own, marked as such', async () => {
    const form = { grant_type: 'client_credentials', resource: MCP };
    const { status, body } = await post(seeded.zone.tokenEndpoint, form, seeded.basic);
    expect(status).toBe(200);
    expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
      sub_profile: 'app',
      aud: MCP,
      sub: seeded.application.id,
    });
    const foreign = await post(seeded.zone.tokenEndpoint, { ...form, resource: LINEAR }, seeded.basic);
    expect(foreign.body['error']).toBe('invalid_target');
  });
});

describe('impersonation', () => {
  const impersonate = (email: string, resource = LINEAR) =>
    exchange(seeded, substitute(seeded.zone.directory.userByEmail(email)?.identifier ?? email), {
      subject_token_type: SUBSTITUTE,
      resource,
    });

  it('is forbidden until a policy permits it for that application and user', async () => {
    await mint();
    await mint(BOB.email);
    expect((await impersonate(ADA.email)).body['error']).toBe('access_denied');
    const withdraw = seeded.zone.permitImpersonation({ application: 'linear-server', user: ADA.email });
    expect((await impersonate(ADA.email)).body['access_token']).toContain(ADA.email);
    expect((await impersonate(BOB.email)).body['error']).toBe('access_denied');
    withdraw();
    expect((await impersonate(ADA.email)).body['error']).toBe('access_denied');
  });

  it('of nobody is invalid_grant, and of a user without a grant insufficient_authorization', async () => {
    seeded.zone.permitImpersonation({ application: 'linear-server', user: '*' });
    expect((await impersonate('nobody@example.test')).body['error']).toBe('invalid_grant');
    expect((await impersonate(BOB.email)).body['error']).toBe('insufficient_authorization');
  });

  it('for our own resource yields a token with no more than user and client in it', async () => {
    const { zone, application, resource } = seeded;
    zone.permitImpersonation({ application: 'linear-server', user: '*' });
    zone.management.addDependency(application.id, resource.id);
    const { body } = await impersonate(ADA.email, MCP);
    const names = Object.keys(decodeJwt(body['access_token'] ?? '')).sort();
    expect(names).toEqual(['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'sub']);
  });

  it('knows no actor beside the application itself', async () => {
    await mint();
    seeded.zone.permitImpersonation({ application: 'linear-server', user: '*' });
    const subject = substitute(seeded.zone.directory.userByEmail(ADA.email)?.identifier ?? '');
    const form = { subject_token_type: SUBSTITUTE, resource: LINEAR };
    expect((await exchange(seeded, subject, form)).body).toHaveProperty('access_token');
    const acted = await exchange(seeded, subject, { ...form, actor_token: 'x', actor_token_type: 'y' });
    expect(acted.body['error']).toBe('invalid_request');
  });

  it('takes nothing but an unsigned token of the right type', async () => {
    const signed = await new SignJWT({ sub: 'x' })
      .setProtectedHeader({ alg: 'HS256', typ: 'vnd.kc.su+jwt' })
      .sign(new Uint8Array(32));
    for (const token of [signed, new UnsecuredJWT({ sub: 'x' }).encode(), await mint()]) {
      const answer = await exchange(seeded, token, { subject_token_type: SUBSTITUTE });
      expect(answer.body['error']).toBe('invalid_request');
    }
  });
});
