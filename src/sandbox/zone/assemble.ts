import { consoleRoutes } from './console/routes.js';
import { createApp } from './http.js';
import { createAudit } from './instruments/audit.js';
import { createFaults } from './instruments/faults.js';
import { createJournal } from './instruments/journal.js';
import { createKeyRing } from './keys.js';
import { createServiceAccounts } from './management/accounts.js';
import { createCatalog } from './management/catalog.js';
import { describeZone } from './management/description.js';
import { createDirectory, type Directory } from './management/directory.js';
import { createManagementApi } from './management/http.js';
import type { Provider } from './management/records.js';
import { createManagement } from './management/service.js';
import { createMint } from './mint.js';
import { createStorage } from './oauth/adapter.js';
import { createAppTokens } from './oauth/app-token.js';
import { createAssertions } from './oauth/assertion.js';
import { createClientAuth } from './oauth/client-auth.js';
import { createExchange } from './oauth/exchange.js';
import { createObserver } from './oauth/observe.js';
import { createPolicy } from './oauth/policy.js';
import {
  applicationClient,
  buildProvider,
  PATHS,
  type ProviderOptions,
  TOKEN_EXCHANGE,
} from './oauth/provider.js';
import { createTokenEndpoint } from './oauth/token.js';
import type { ZoneOptions } from './options.js';
import { createConsents } from './pages/consents.js';
import { frontRoutes } from './pages/front.js';
import { cookieKeys, createInteraction } from './pages/interaction.js';
import { errorPage, renderPage } from './pages/layout.js';
import { createSessions } from './pages/sessions.js';
import { unknownClientPage } from './pages/views.js';
import { createTokens } from './tokens.js';
import { createUpstream } from './upstream/client.js';
import { createConnections } from './upstream/connections.js';

/** The two providers that every zone is born with. */
function seedProviders(directory: Directory) {
  for (const [name, type] of [
    ['Zone Provider', 'keycard-sts'],
    ['Zone Vault', 'keycard-vault'],
  ] as const) {
    directory.providers.add({ name, identifier: type, type, client_secret_set: false });
  }
}

/** What the zone knows and records. */
async function createState(options: ZoneOptions, clock: () => number, redirectUri: string) {
  const directory = createDirectory(options.zoneId ?? 'sandbox', clock);
  const management = createManagement(directory);
  const audit = createAudit(clock);
  const upstream = createUpstream({
    fetch,
    redirectUri,
    secretOf: (provider: Provider) => directory.vault.providerSecrets.get(provider.id),
  });
  seedProviders(directory);
  for (const user of options.users) management.createUser(user);
  if (options.autoApprove !== undefined && !directory.userByEmail(options.autoApprove)) {
    throw new Error(`auto-approve: ${options.autoApprove} is not one of the seeded users`);
  }
  return {
    directory,
    management,
    audit,
    keys: await createKeyRing(clock, options.makePair),
    journal: createJournal(clock),
    faults: createFaults(),
    policy: createPolicy(),
    accounts: createServiceAccounts(clock),
    storage: createStorage(applicationClient(directory)),
    connections: createConnections({ directory, management, upstream, audit, clock, redirectUri }),
  };
}

/** The code flow's library, rebuilt for each new signing key over the same storage. */
async function createProviders(options: ProviderOptions, observer: ReturnType<typeof createObserver>) {
  const build = async () => observer.attach(await buildProvider(options));
  let current = await build();
  return {
    current: () => current,
    async rotate(overlapMs: number) {
      await options.keys.rotate(overlapMs);
      current = await build();
    },
  };
}

const renderError: ProviderOptions['renderError'] = (ctx, status, error, description) => {
  // At the authorization endpoint this code is for a client that is not known, and for nothing else.
  const isUnknown = error === 'invalid_client' && ctx.path === PATHS.authorization;
  const { headers, text } = renderPage(
    isUnknown ? unknownClientPage() : errorPage('This request cannot be served', `${error}: ${description}`),
  );
  ctx.status = status;
  ctx.set(headers);
  ctx.body = text;
};

/** Puts the zone together for an issuer; the caller listens. */
export async function assemble(options: ZoneOptions, issuer: string) {
  const { scopes = ['mcp:tools'], accessTokenTtl = 3600, clock = Date.now } = options;
  const state = await createState(options, clock, `${issuer}${PATHS.redirect}`);
  const { directory, management, audit, keys, journal, faults, policy, accounts, connections } = state;
  const consents = createConsents();

  const observer = createObserver(directory, audit);
  const providers = await createProviders(
    {
      ...state,
      issuer,
      scopes,
      accessTokenTtl,
      consents,
      cookieKeys: cookieKeys(),
      clientIdMetadataDocuments: options.clientIdMetadataDocuments ?? true,
      fetch: options.fetch,
      renderError,
    },
    observer,
  );
  const tokens = createTokens({ issuer, keys, directory, clock });
  const assertions = createAssertions({
    directory,
    clock,
    issuer,
    fetch: options.fetch ?? fetch,
    tokenEndpoint: `${issuer}${PATHS.token}`,
  });
  const tokenEndpoint = createTokenEndpoint({
    clientAuth: createClientAuth(directory, assertions),
    grants: {
      [TOKEN_EXCHANGE]: createExchange({ directory, connections, tokens, policy, accessTokenTtl }),
      client_credentials: createAppTokens(directory, tokens, accessTokenTtl),
    },
    faults,
    journal,
    audit,
    emailOf: (sub) => directory.userBySub(sub)?.email,
    async handOn(req, res, observed) {
      observer.watch(req, observed);
      await providers.current().callback()(req, res);
    },
  });
  const sessions = createSessions(providers.current, directory);
  const app = createApp({
    provider: providers.current,
    publishedKeys: keys.published,
    tokenEndpoint,
    interaction: createInteraction({
      provider: providers.current,
      directory,
      connections,
      audit,
      consents,
      sessions,
      autoApprove: options.autoApprove,
    }),
    front: frontRoutes({ directory, management, sessions }),
    management: createManagementApi({
      directory,
      management,
      accounts,
      description: describeZone(directory.zoneId, issuer),
      catalog: createCatalog(management, options.catalog ?? []),
    }),
    faults,
    journal,
    console: consoleRoutes(state),
    scopes,
  });
  const mint = createMint({
    directory,
    connections,
    tokens,
    accessTokenTtl,
    defaultScope: scopes[0] ?? 'openid',
  });
  return { ...state, app, mint, rotateKeys: providers.rotate };
}

export type Parts = Awaited<ReturnType<typeof assemble>>;
