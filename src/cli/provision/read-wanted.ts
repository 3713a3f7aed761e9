import { SCOPE } from '../../auth/scope.js';
import { endpoint, identifier, origin, type Parsed } from '../../config/parse.js';
import { settings } from '../../config/settings.js';
import type { Wanted } from './wanted.js';

export type WantedVerdict = { ok: true; value: Wanted } | { ok: false; problems: string[] };

// https://linear.app/developers/oauth-2-0-authentication
const AUTHORIZE = 'https://linear.app/oauth/authorize';
const TOKEN = 'https://api.linear.app/oauth/token';

/** What the server's own settings say that it will need; judged as the server judges them. */
export function readWanted(
  env: Readonly<Record<string, string | undefined>>,
  fromCatalog: boolean,
): WantedVerdict {
  const values = {
    PUBLIC_URL: origin(env['PUBLIC_URL'] ?? `http://localhost:${env['PORT'] ?? settings.PORT.default}`),
    WRITE_SCOPE: settings.WRITE_SCOPE.parse(env['WRITE_SCOPE'] ?? ''),
    LINEAR_RESOURCE: identifier(env['LINEAR_RESOURCE'] ?? settings.LINEAR_RESOURCE.default ?? ''),
    // Another Linear than the one that everybody means: for tests against a stand-in.
    LINEAR_AUTHORIZATION_URL: endpoint(env['LINEAR_AUTHORIZATION_URL'] ?? AUTHORIZE),
    LINEAR_TOKEN_URL: endpoint(env['LINEAR_TOKEN_URL'] ?? TOKEN),
  } satisfies Record<string, Parsed<string>>;
  const problems = Object.entries(values).flatMap(([name, value]) =>
    value.ok ? [] : [`${name} ${value.problem}.`],
  );
  const { PUBLIC_URL, WRITE_SCOPE, LINEAR_RESOURCE, LINEAR_AUTHORIZATION_URL, LINEAR_TOKEN_URL } = values;
  if (
    !PUBLIC_URL.ok ||
    !WRITE_SCOPE.ok ||
    !LINEAR_RESOURCE.ok ||
    !LINEAR_AUTHORIZATION_URL.ok ||
    !LINEAR_TOKEN_URL.ok
  ) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    value: {
      publicUrl: PUBLIC_URL.value,
      scopes: [SCOPE, ...(WRITE_SCOPE.value === '' ? [] : [WRITE_SCOPE.value])],
      linear: {
        resource: LINEAR_RESOURCE.value,
        scopes: ['read', 'write'],
        provider: {
          identifier: new URL(LINEAR_AUTHORIZATION_URL.value).origin,
          authorizationEndpoint: LINEAR_AUTHORIZATION_URL.value,
          tokenEndpoint: LINEAR_TOKEN_URL.value,
        },
      },
      fromCatalog,
    },
  };
}
