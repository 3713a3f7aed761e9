import { describe, expect, it } from 'vitest';
import { chooseIdentity } from '../../../src/config/identity.js';

const PAIR = { KEYCARD_CLIENT_ID: 'id', KEYCARD_CLIENT_SECRET: 'secret' };

function outcome(env: Record<string, string>): string {
  const choice = chooseIdentity(env);
  return choice.ok ? choice.chosen.why : choice.problems.join('\n');
}

describe('choosing the identity', () => {
  it.each([
    [PAIR, 'client_secret, because KEYCARD_CLIENT_SECRET is set'],
    [{ ...PAIR, AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, 'client_secret, because KEYCARD_CLIENT_SECRET is set'],
    [{ ...PAIR, FLY_APP_NAME: 'a' }, 'client_secret, because KEYCARD_CLIENT_SECRET is set'],
    [
      { KEYCARD_CLIENT_ID: 'id', KEYCARD_PRIVATE_KEY: '{}' },
      'private_key_jwt, because KEYCARD_PRIVATE_KEY is set',
    ],
    [{ KEYCARD_WORKLOAD_TOKEN_FILE: '/t' }, 'token_file, because KEYCARD_WORKLOAD_TOKEN_FILE is set'],
    [
      { KEYCARD_CLIENT_ID: 'id', KEYCARD_WORKLOAD_TOKEN_FILE: '/t' },
      'token_file, because KEYCARD_WORKLOAD_TOKEN_FILE is set',
    ],
    [
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AZURE_FEDERATED_TOKEN_FILE: '/u' },
      'eks_workload_identity, because AWS_WEB_IDENTITY_TOKEN_FILE is set',
    ],
    [
      {
        KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'web_identity',
        KEYCARD_CLIENT_ID: 'id',
        KEYCARD_PRIVATE_KEY_FILE: '/k',
      },
      'private_key_jwt, because KEYCARD_APPLICATION_CREDENTIAL_TYPE is private_key_jwt',
    ],
    [
      { KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'google_workload_identity' },
      'google_workload_identity, because KEYCARD_APPLICATION_CREDENTIAL_TYPE is google_workload_identity',
    ],
    [
      {
        KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'eks_workload_identity',
        KEYCARD_CLIENT_ID: 'id',
        AWS_WEB_IDENTITY_TOKEN_FILE: '/t',
      },
      'eks_workload_identity, because KEYCARD_APPLICATION_CREDENTIAL_TYPE is eks_workload_identity',
    ],
  ])('of %j takes %s', (env, why) => expect(outcome(env)).toBe(why));

  it.each([
    [{}, /KEYCARD_CLIENT_ID is not set.*KEYCARD_CLIENT_SECRET is not set/s],
    [{ KEYCARD_CLIENT_ID: 'id' }, /^KEYCARD_CLIENT_SECRET is not set/],
    [{ KEYCARD_CLIENT_SECRET: 's' }, /^KEYCARD_CLIENT_ID is not set/],
    [
      { KEYCARD_CLIENT_ID: 'id', AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      /KEYCARD_CLIENT_SECRET is not set, but AWS_WEB_IDENTITY_TOKEN_FILE is/,
    ],
    [{ KEYCARD_PRIVATE_KEY: '{}' }, /^KEYCARD_CLIENT_ID is not set: set it to the identifier/],
    [{ ...PAIR, KEYCARD_PRIVATE_KEY: '{}' }, /KEYCARD_CLIENT_SECRET and KEYCARD_PRIVATE_KEY are both set/],
    [{ ...PAIR, KEYCARD_WORKLOAD_TOKEN_FILE: '/t' }, /are both set/],
    [{ KEYCARD_CLIENT_ID: 'id', KEYCARD_PRIVATE_KEY: '{}', KEYCARD_PRIVATE_KEY_FILE: '/k' }, /are both set/],
    [
      { ...PAIR, KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'fly_workload_identity' },
      /KEYCARD_CLIENT_SECRET announces another identity/,
    ],
    [
      { ...PAIR, KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'client_secret', AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      /AWS_WEB_IDENTITY_TOKEN_FILE announces another identity/,
    ],
    [
      {
        KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'private_key_jwt',
        KEYCARD_CLIENT_ID: 'id',
        KEYCARD_PRIVATE_KEY: '{}',
        KEYCARD_PRIVATE_KEY_FILE: '/k',
      },
      /KEYCARD_PRIVATE_KEY and KEYCARD_PRIVATE_KEY_FILE are both set/,
    ],
    [
      { KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'google_workload_identity', GCE_METADATA_HOST: 'a b' },
      /^GCE_METADATA_HOST is not a host/,
    ],
    [{ KEYCARD_APPLICATION_CREDENTIAL_TYPE: '__proto__' }, /must be one of client_secret/],
    [{ KEYCARD_APPLICATION_CREDENTIAL_TYPE: '' }, /must be one of client_secret/],
    [{ KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'eks_workload_identity' }, /is not set/],
    [{ KEYCARD_APPLICATION_CREDENTIAL_TYPE: 'magic' }, /must be one of client_secret, private_key_jwt/],
    [{ KEYCARD_CLIENT_ID: 'id', KEYCARD_CLIENT_SECRET: '' }, /KEYCARD_CLIENT_SECRET is empty/],
    [
      { KEYCARD_CLIENT_ID: '<id>', KEYCARD_CLIENT_SECRET: 's' },
      /KEYCARD_CLIENT_ID still holds a placeholder/,
    ],
  ])('of %j refuses', (env, why) => {
    const choice = chooseIdentity(env);
    expect(choice.ok).toBe(false);
    expect(outcome(env)).toMatch(why);
  });
});
