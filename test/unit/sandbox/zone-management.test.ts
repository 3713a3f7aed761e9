import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZone, type Zone } from '../../../src/sandbox/zone/index.js';
import { pairInTurn } from '../../support/signing-pairs.js';
import { ADA, BOB, basic, startSeeded } from './zone-support.js';

interface Answer {
  status: number;
  body: Record<string, unknown> & {
    id: string;
    items: { id: string }[];
    pagination: Record<string, unknown>;
  };
}

let zone: Zone;
let bearer: string;
beforeEach(async () => {
  zone = await startZone({ port: 0, makePair: pairInTurn, users: [ADA, BOB] });
  bearer = await token(zone);
});
afterEach(() => zone.close());

async function token(of: Zone) {
  const { clientId, clientSecret } = of.createServiceAccount();
  const answer = await fetch(`${of.origin}/service-account-token`, {
    method: 'POST',
    headers: { authorization: basic(clientId, clientSecret) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  expect(answer.status).toBe(200);
  return `Bearer ${JSON.parse(await answer.text()).access_token}`;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${zone.origin}/zones/sandbox${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { authorization: bearer, 'content-type': 'application/json', ...headers },
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

const application = (change = {}) => ({ name: 'App', identifier: 'app', ...change });

describe('the Management API', () => {
  it('is open to service accounts only, and knows one zone', async () => {
    for (const authorization of ['', 'Bearer wrong', basic('a', 'b')]) {
      expect((await call('GET', '/users', undefined, { authorization })).status).toBe(401);
    }
    const wrong = await fetch(`${zone.origin}/service-account-token`, {
      method: 'POST',
      headers: { authorization: basic('sa_x', 'y') },
    });
    expect(wrong.status).toBe(401);
    const other = await fetch(`${zone.origin}/zones/other/users`, { headers: { authorization: bearer } });
    expect(other.status).toBe(404);
  });

  it('creates, reads, changes and removes', async () => {
    const { status, body } = await call('POST', '/applications', application());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...application(),
      consent: 'required',
      zone_id: 'sandbox',
      id: expect.any(String),
    });
    expect((await call('GET', `/applications/${body.id}`)).body).toEqual(body);
    const changed = await call('PATCH', `/applications/${body.id}`, { consent: 'implicit' });
    expect(changed.body).toMatchObject({ name: 'App', consent: 'implicit' });
    expect((await call('DELETE', `/applications/${body.id}`)).status).toBe(204);
    expect((await call('GET', `/applications/${body.id}`)).status).toBe(404);
  });

  it('answers 409 to a second one with the same identifier, which a list then finds', async () => {
    await call('POST', '/applications', application());
    expect((await call('POST', '/applications', application({ name: 'Other' }))).status).toBe(409);
    const { body } = await call('GET', '/applications?identifier=app');
    expect(body.items).toHaveLength(1);
    expect((await call('GET', '/applications?identifier=none')).body.items).toEqual([]);
  });

  it('takes JSON only', async () => {
    const text = await call('POST', '/applications', application(), { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect((await call('POST', '/applications', '{')).status).toBe(400);
    expect((await call('POST', '/applications', { name: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it.each([
    ['an application with explicit consent', '/applications', application({ consent: 'explicit' })],
    ['a provider with a type', '/providers', { name: 'P', identifier: 'p', type: 'oauth' }],
    ['a resource with scopes_supported', '/resources', { name: 'R', identifier: 'r', scopes_supported: [] }],
    [
      'a resource of an unknown application',
      '/resources',
      { name: 'R', identifier: 'r', application_id: 'x' },
    ],
    ['a credential without type', '/application-credentials', { application_id: 'x' }],
    ['a credential of nobody', '/application-credentials', { application_id: 'x', type: 'password' }],
    ['a secret of nothing', '/secrets', { name: 's', entity_id: 'x', data: { type: 'token', token: 't' } }],
  ])('refuses %s, and says why', async (_what, path, body) => {
    const answer = await call('POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body['error_description']).toBeTruthy();
  });

  it('pages through a list with cursors', async () => {
    for (const n of [1, 2, 3, 4, 5])
      await call('POST', '/applications', application({ identifier: `app${n}` }));
    const first = (await call('GET', '/applications?limit=2&expand[]=total_count')).body;
    expect(first.items).toHaveLength(2);
    expect(first.pagination).toMatchObject({ before_cursor: null, total_count: 5 });
    const second = (await call('GET', `/applications?limit=2&after=${first.pagination['after_cursor']}`))
      .body;
    expect(second.items.map(({ id }) => id)).not.toContain(first.items[1]?.id);
    const back = (await call('GET', `/applications?limit=2&before=${second.pagination['before_cursor']}`))
      .body;
    expect(back.items).toEqual(first.items);
    const last = (await call('GET', `/applications?limit=2&after=${second.pagination['after_cursor']}`)).body;
    expect(last.items).toHaveLength(1);
    expect(last.pagination).toMatchObject({ after_cursor: null });
    for (const limit of ['0', '101', 'x'])
      expect((await call('GET', `/users?limit=${limit}`)).status).toBe(400);
  });

  it('starts with the two providers of every zone', async () => {
    const { body } = await call('GET', '/providers');
    expect(body.items).toMatchObject([{ type: 'keycard-sts' }, { type: 'keycard-vault' }]);
  });

  it('never shows a secret again', async () => {
    const app = (await call('POST', '/applications', application())).body;
    const provider = { name: 'P', identifier: 'p', client_id: 'c', client_secret: 'top-secret-1' };
    expect((await call('POST', '/providers', provider)).body['client_secret_set']).toBe(true);
    const credential = (
      await call('POST', '/application-credentials', { application_id: app.id, type: 'password' })
    ).body;
    const vault = zone.vaultProvider().id;
    const urn = (
      await call('POST', '/resources', { name: 'V', identifier: 'urn:v', credential_provider_id: vault })
    ).body;
    const data = { type: 'token', token: 'top-secret-2' };
    expect((await call('POST', '/secrets', { name: 's', entity_id: urn.id, data })).status).toBe(201);
    expect((await call('POST', '/secrets', { name: 's', entity_id: urn.id, data })).status).toBe(409);
    expect(credential['password']).toBeTruthy();
    for (const path of ['/providers', '/application-credentials', '/secrets', '/resources']) {
      const text = JSON.stringify((await call('GET', path)).body);
      expect(text).not.toMatch(/top-secret/);
      expect(text).not.toContain(String(credential['password']));
    }
  });

  it('sets dependencies by PUT, and drops those in a POST without a word', async () => {
    const resource = (await call('POST', '/resources', { name: 'R', identifier: 'r' })).body;
    const app = (await call('POST', '/applications', application({ dependencies: [{ id: resource.id }] })))
      .body;
    const path = `/applications/${app.id}/dependencies`;
    expect((await call('GET', path)).body.items).toEqual([]);
    expect((await call('GET', `${path}/${resource.id}`)).status).toBe(404);
    expect((await call('PUT', `${path}/${resource.id}`, {})).status).toBe(204);
    const bare = await fetch(`${zone.origin}/zones/sandbox${path}/${resource.id}`, {
      method: 'PUT',
      headers: { authorization: bearer },
    });
    expect(bare.status).toBe(204);
    expect((await call('GET', path)).body.items).toMatchObject([{ identifier: 'r' }]);
    expect((await call('GET', `${path}/${resource.id}`)).status).toBe(200);
    expect((await call('PUT', `${path}/unknown`, {})).status).toBe(404);
    expect((await call('DELETE', `${path}/${resource.id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/${resource.id}`)).status).toBe(404);
  });

  it('does not create grants or sessions, nor anything it does not know', async () => {
    expect((await call('POST', '/delegated-grants', {})).status).toBe(405);
    expect((await call('POST', '/sessions', {})).status).toBe(405);
    expect((await call('GET', '/toString')).status).toBe(404);
    expect((await call('POST', '/policies', {})).status).toBe(404);
  });

  it('revokes grants and sessions, and nothing else about them', async () => {
    const seeded = await startSeeded();
    await zone.close();
    zone = seeded.zone;
    bearer = await token(zone);
    await zone.mintAccessToken({ email: ADA.email });
    const user = zone.directory.userByEmail(ADA.email)?.id;
    const [grant] = (await call('GET', `/delegated-grants?user_id=${user}&status=active`)).body.items;
    expect(grant).toMatchObject({
      resource_id: seeded.linear.id,
      scopes: ['read', 'write'],
      refresh_token_set: true,
    });
    expect((await call('PATCH', `/delegated-grants/${grant?.id}`, { status: 'active' })).status).toBe(400);
    const { body } = await call('PATCH', `/delegated-grants/${grant?.id}`, { status: 'revoked' });
    expect(body).toMatchObject({ status: 'revoked', refresh_token_set: false });
    const [session] = (await call('GET', '/sessions')).body.items;
    expect((await call('PATCH', `/sessions/${session?.id}`, { status: 'revoked' })).body['status']).toBe(
      'revoked',
    );
    seeded.upstream.close();
  });
});
