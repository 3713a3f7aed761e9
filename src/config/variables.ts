import { limitSettings } from './limits.js';
import { settings } from './settings.js';
import { OTEL_VARIABLES, telemetrySettings } from './telemetry.js';

/** A variable that this server knows, as the README shows it. */
export interface Documented {
  readonly name: string;
  readonly default: string;
  readonly what: string;
}

const one = (name: string, what: string, fallback = 'none'): Documented => ({
  name,
  default: fallback,
  what,
});

/** Variables that say who this application is; they are judged together, in `identity.ts`. */
const identity: readonly Documented[] = [
  one(
    'KEYCARD_CLIENT_ID',
    'Identifier of the application credential; injected by `keycard run`. Needed beside a secret or a private key, and for the page that connects Linear.',
  ),
  one('KEYCARD_CLIENT_SECRET', 'Secret of the application credential; injected by `keycard run`.'),
  one('KEYCARD_PRIVATE_KEY', 'Private keys for `private_key_jwt`, as a JWK set.'),
  one('KEYCARD_PRIVATE_KEY_FILE', 'A file with them, made by `npm run identity`.'),
  one(
    'KEYCARD_WORKLOAD_TOKEN_FILE',
    "A file with the platform's token for this workload, read for every exchange.",
  ),
  one(
    'KEYCARD_EKS_WORKLOAD_IDENTITY_TOKEN_FILE',
    'The same on EKS; likewise `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` and `AWS_WEB_IDENTITY_TOKEN_FILE`.',
  ),
  one('AZURE_FEDERATED_TOKEN_FILE', 'The same on Azure.'),
  one('FLY_APP_NAME', "On Fly: the token comes from the machine's own API (`FLY_API_SOCKET`, `/.fly/api`)."),
  one('VERCEL_OIDC_TOKEN', 'On Vercel: the token itself.'),
  one(
    'KEYCARD_APPLICATION_CREDENTIAL_TYPE',
    'Which of these is meant, when it should not be discovered: `client_secret`, `private_key_jwt`, `token_file`, `eks_workload_identity`, `azure_workload_identity`, `google_workload_identity` (metadata server, `GCE_METADATA_HOST`), `fly_workload_identity`, `vercel_workload_identity`.',
    'discovered',
  ),
];

/** Everything for the README's table, the zone first. */
export function documentedVariables(): readonly Documented[] {
  const all = [settings, telemetrySettings, limitSettings].flatMap((group) => Object.values(group));
  const [zone, ...rest] = all.map(
    (setting: { name: string; what: string; default?: string }): Documented => ({
      name: setting.name,
      what: setting.what,
      default: defaultOf(setting.default),
    }),
  );
  return [...(zone ? [zone] : []), ...identity, ...rest, ...OTEL_VARIABLES];
}

function defaultOf(value: string | undefined): string {
  if (value === undefined) return 'required';
  return value === '' ? 'none' : `\`${value}\``;
}
