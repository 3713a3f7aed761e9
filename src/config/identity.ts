import type { IdentitySource } from '../broker/identity/source.js';
import { EDGE, hasEdge, hostName, isPlaceholder } from './parse.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The identity that was chosen, and why in words for the start-up log. Never a value. */
export interface ChosenIdentity {
  readonly source: IdentitySource;
  readonly why: string;
}

export type IdentityChoice = { ok: true; chosen: ChosenIdentity } | { ok: false; problems: string[] };

interface Candidate {
  /** The value of KEYCARD_APPLICATION_CREDENTIAL_TYPE that names it. */
  readonly type: string;
  /** The variables that announce it; the first that is set is taken. */
  readonly variables: readonly string[];
  readonly make: (env: Env, variable: string, clientId: string | undefined) => IdentitySource;
}

const fromFile: Candidate['make'] = (env, variable, clientId) => ({
  kind: 'token_file',
  clientId,
  path: env[variable] ?? '',
});

const METADATA_HOST = 'metadata.google.internal';
const metadataHost = (env: Env): string => env['GCE_METADATA_HOST'] || METADATA_HOST;

/** In the order in which they are looked for. */
const CANDIDATES: readonly Candidate[] = [
  {
    type: 'client_secret',
    variables: ['KEYCARD_CLIENT_SECRET'],
    make: (env, variable, clientId = '') => ({
      kind: 'client_secret',
      clientId,
      clientSecret: env[variable] ?? '',
    }),
  },
  {
    type: 'private_key_jwt',
    variables: ['KEYCARD_PRIVATE_KEY', 'KEYCARD_PRIVATE_KEY_FILE'],
    make: (env, variable, clientId = '') =>
      variable === 'KEYCARD_PRIVATE_KEY'
        ? { kind: 'private_key_jwt', clientId, keys: env[variable] ?? '' }
        : { kind: 'private_key_file', clientId, path: env[variable] ?? '' },
  },
  { type: 'token_file', variables: ['KEYCARD_WORKLOAD_TOKEN_FILE'], make: fromFile },
  {
    type: 'eks_workload_identity',
    variables: [
      'KEYCARD_EKS_WORKLOAD_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ],
    make: fromFile,
  },
  {
    type: 'azure_workload_identity',
    variables: ['AZURE_FEDERATED_TOKEN_FILE'],
    make: fromFile,
  },
  {
    type: 'fly_workload_identity',
    variables: ['FLY_APP_NAME'],
    make: (env, _variable, clientId) => ({
      kind: 'fly',
      clientId,
      socketPath: env['FLY_API_SOCKET'] || '/.fly/api',
    }),
  },
  {
    type: 'vercel_workload_identity',
    variables: ['VERCEL_OIDC_TOKEN'],
    make: (env, variable, clientId) => ({ kind: 'vercel', clientId, token: () => env[variable] }),
  },
  {
    // Nothing announces it: the metadata server would have to be asked, and nobody else's network is probed.
    type: 'google_workload_identity',
    variables: [],
    make: (env, _variable, clientId) => ({
      kind: 'google',
      clientId,
      metadataUrl: `http://${metadataHost(env)}`,
    }),
  },
];

// Keycard's own name for it.
const ALIASES: Readonly<Record<string, string>> = { web_identity: 'private_key_jwt' };

export const IDENTITY_TYPES = CANDIDATES.map(({ type }) => type);

/** Variables that say which identity; for the README and for tests. */
export const IDENTITY_VARIABLES = CANDIDATES.flatMap(({ variables }) => variables);

/**
 * Chooses the application's identity: the one that KEYCARD_APPLICATION_CREDENTIAL_TYPE names, else the first that is
 * announced. Whatever is ambiguous or half set is a problem, not a guess.
 */
export function chooseIdentity(env: Env): IdentityChoice {
  const empty = ['KEYCARD_CLIENT_ID', ...IDENTITY_VARIABLES].filter((name) => env[name]?.trim() === '');
  const placeholders = CREDENTIAL.filter((name) => isPlaceholder(env[name] ?? ''));
  const edges = CREDENTIAL.filter((name) => hasEdge(env[name] ?? ''));
  if (empty.length + placeholders.length + edges.length > 0) {
    return refuse(
      ...empty.map(
        (name) =>
          `${name} is empty: ${CREDENTIAL.includes(name) ? RUN : 'set it to what it is for, or unset it'}`,
      ),
      ...placeholders.map(
        (name) => `${name} still holds a placeholder: put in that of the application’s credential, or ${RUN}`,
      ),
      // Not taken off in silence: whatever put it there puts it elsewhere too.
      ...edges.map((name) => `${name} ${EDGE}: take it off where the value comes from`),
    );
  }
  const announced = CANDIDATES.flatMap((candidate) =>
    candidate.variables
      .filter((name) => env[name] !== undefined)
      .map((variable) => ({ candidate, variable })),
  );
  const explicit = env['KEYCARD_APPLICATION_CREDENTIAL_TYPE'];
  return explicit === undefined
    ? discover(env, announced)
    : takeNamed(env, announced, ALIASES[explicit] ?? explicit);
}

interface Announced {
  candidate: Candidate;
  variable: string;
}

function discover(env: Env, announced: readonly Announced[]): IdentityChoice {
  const deliberate = announced.map(({ variable }) => variable).filter(isDeliberate);
  if (deliberate.length > 1) return refuse(bothSet(deliberate));
  const [first] = announced;
  if (first === undefined) return refuse(...notSet(env));
  if (deliberate.length === 0 && env['KEYCARD_CLIENT_ID'] !== undefined) {
    return refuse(
      `KEYCARD_CLIENT_SECRET is not set, but ${first.variable} is: set KEYCARD_APPLICATION_CREDENTIAL_TYPE=${first.candidate.type} if that is meant, or ${RUN}`,
    );
  }
  return take(env, first, `${first.variable} is set`);
}

/** What the operator has named for this server, as opposed to what a platform sets for whatever runs there. */
function isDeliberate(variable: string): boolean {
  return variable.startsWith('KEYCARD_');
}

function bothSet(variables: readonly string[]): string {
  return `${variables.join(' and ')} are both set: unset all but one, so that it is certain which identity is used`;
}

function takeNamed(env: Env, announced: readonly Announced[], type: string): IdentityChoice {
  const candidate = CANDIDATES.find((other) => other.type === type);
  if (candidate === undefined) {
    return refuse(
      `KEYCARD_APPLICATION_CREDENTIAL_TYPE must be one of ${[...IDENTITY_TYPES, ...Object.keys(ALIASES)].join(', ')}`,
    );
  }
  const stray = announced.filter((other) => other.candidate !== candidate).map(({ variable }) => variable);
  if (stray.length > 0) {
    return refuse(
      `KEYCARD_APPLICATION_CREDENTIAL_TYPE is ${type}, but ${stray.join(' and ')} announces another identity: unset one of them`,
    );
  }
  // A platform may set several of its own; what is named for this server must be one.
  const deliberate = announced.map(({ variable }) => variable).filter(isDeliberate);
  if (deliberate.length > 1) return refuse(bothSet(deliberate));
  if (type === 'google_workload_identity' && !hostName(metadataHost(env)).ok)
    return refuse(`GCE_METADATA_HOST is not a host: unset it, or use one such as ${METADATA_HOST}`);
  const variable = candidate.variables.find((name) => env[name] !== undefined);
  if (variable === undefined && candidate.variables.length > 0 && type !== 'fly_workload_identity') {
    return refuse(
      `KEYCARD_APPLICATION_CREDENTIAL_TYPE is ${type}, but ${candidate.variables.join(' or ')} is not set`,
    );
  }
  return take(env, { candidate, variable: variable ?? '' }, `KEYCARD_APPLICATION_CREDENTIAL_TYPE is ${type}`);
}

function take(env: Env, { candidate, variable }: Announced, why: string): IdentityChoice {
  const clientId = env['KEYCARD_CLIENT_ID'];
  const needsId = candidate.type === 'client_secret' || candidate.type === 'private_key_jwt';
  if (needsId && clientId === undefined) {
    const fix =
      candidate.type === 'client_secret'
        ? RUN
        : 'set it to the identifier of the credential that has the public key';
    return refuse(`KEYCARD_CLIENT_ID is not set: ${fix}`);
  }
  return {
    ok: true,
    chosen: { source: candidate.make(env, variable, clientId), why: `${candidate.type}, because ${why}` },
  };
}

const RUN = 'start with `keycard run -- npm start`, which injects it from the vault (see keycard.toml)';

const CREDENTIAL = ['KEYCARD_CLIENT_ID', 'KEYCARD_CLIENT_SECRET'];

function notSet(env: Env): string[] {
  return CREDENTIAL.filter((name) => env[name] === undefined).map((name) => `${name} is not set: ${RUN}`);
}

function refuse(...problems: string[]): IdentityChoice {
  return { ok: false, problems };
}
