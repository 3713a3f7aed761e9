import type { HttpFetch } from '../../broker/http.js';
import { issuer, secret } from '../../config/parse.js';
import type { ManagementApi } from './api.js';
import { keycardCliApi } from './keycard-cli.js';
import { serviceAccountApi } from './service-account.js';

export interface AccessOptions {
  env: Readonly<Record<string, string | undefined>>;
  zone: string;
  org?: string | undefined;
  fetch: HttpFetch;
}

export type Access = { ok: true; api: ManagementApi } | { ok: false; problems: string[] };

const API_URL = 'https://api.keycard.ai';

/** A service account when there is one, otherwise the operator's CLI. Half an account is refused, not passed over. */
export function openManagementApi({ env, zone, org, fetch }: AccessOptions): Access {
  const id = env['KEYCARD_API_CLIENT_ID'];
  const password = env['KEYCARD_API_CLIENT_SECRET'];
  if (id === undefined && password === undefined) return { ok: true, api: keycardCliApi({ env, zone, org }) };
  const parsed = {
    KEYCARD_API_CLIENT_ID: secret(id ?? ''),
    KEYCARD_API_CLIENT_SECRET: secret(password ?? ''),
    KEYCARD_API_URL: issuer(env['KEYCARD_API_URL'] ?? API_URL),
  };
  const problems = Object.entries(parsed).flatMap(([name, value]) =>
    value.ok ? [] : [`${name} ${value.problem}: a service account needs its id and its secret.`],
  );
  const { KEYCARD_API_CLIENT_ID, KEYCARD_API_CLIENT_SECRET, KEYCARD_API_URL } = parsed;
  if (!KEYCARD_API_CLIENT_ID.ok || !KEYCARD_API_CLIENT_SECRET.ok || !KEYCARD_API_URL.ok)
    return { ok: false, problems };
  return {
    ok: true,
    api: serviceAccountApi({
      apiUrl: KEYCARD_API_URL.value,
      clientId: KEYCARD_API_CLIENT_ID.value,
      clientSecret: KEYCARD_API_CLIENT_SECRET.value,
      fetch,
    }),
  };
}
