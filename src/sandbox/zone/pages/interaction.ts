import { randomBytes } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { Audit, Party } from '../instruments/audit.js';
import type { Directory } from '../management/directory.js';
import type { Resource, User } from '../management/records.js';
import { readForm } from '../oauth/form.js';
import { PATHS, type ZoneProvider } from '../oauth/provider.js';
import type { Connections } from '../upstream/connections.js';
import type { Consents } from './consents.js';
import { errorPage, sendPage } from './layout.js';
import type { Sessions } from './sessions.js';
import { type ClientView, consentPage, signInPage } from './views.js';

interface Wiring {
  provider: () => ZoneProvider;
  directory: Directory;
  connections: Connections;
  audit: Audit;
  consents: Consents;
  sessions: Sessions;
  /** E-mail address of the user who is signed in, and approves, without a page. */
  autoApprove: string | undefined;
}

type Details = Awaited<ReturnType<ZoneProvider['interactionDetails']>>;

const COOKIE = 'zone_upstream';
const REFUSED_LIMIT = 1_000;
const DENIED = { error: 'access_denied' };

const list = (value: unknown): string[] => [value].flat().filter((entry) => typeof entry === 'string');

function cookie(req: Request, name: string): string | undefined {
  const pairs = (req.headers.cookie ?? '').split(/; */);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The steps a person walks through: sign-in, the upstream's own consent, consent. */
export function createInteraction(wiring: Wiring) {
  const { provider, directory, connections, audit, consents, sessions, autoApprove } = wiring;
  // Interactions whose person said no at the upstream.
  const refused = new Set<string>();

  async function clientOf({ params }: Details): Promise<ClientView> {
    const id = String(params['client_id']);
    const client = await provider().Client.find(id);
    const redirect = String(params['redirect_uri'] ?? '');
    return {
      name: client?.clientName ?? id,
      returnsTo: URL.canParse(redirect) ? new URL(redirect).host : 'the application',
    };
  }

  const userOf = ({ session }: Details) => directory.userBySub(session?.accountId ?? '');

  const chain = ({ params }: Details, user: User): Party[] => {
    const client = String(params['client_id']);
    return [
      { type: 'client', id: client, identifier: client },
      { type: 'user', id: user.id, identifier: user.identifier },
    ];
  };

  async function signIn(req: Request, res: Response, details: Details, user: User) {
    const before = details.session?.accountId;
    if (before !== undefined && before !== user.identifier) {
      // Whoever was here has not agreed to what they connected on the way.
      connections.settle(details.uid, false);
      await sessions.handOver(details);
    }
    audit.add({ event: 'users:authenticate', identityChain: chain(details, user), status: 'success' });
    await provider().interactionFinished(req, res, { login: { accountId: user.identifier } });
  }

  async function deny(req: Request, res: Response, details: Details, reason: string) {
    const user = userOf(details);
    if (user) {
      audit.add({
        event: 'users:authorize',
        identityChain: chain(details, user),
        resource: list(details.params['resource'])[0],
        status: 'failure',
        failureCode: 'access_denied',
      });
    }
    connections.settle(details.uid, false);
    await provider().interactionFinished(req, res, { ...DENIED, error_description: reason });
  }

  async function approve(req: Request, res: Response, details: Details, user: User) {
    const { Grant } = provider();
    const known = details.grantId === undefined ? undefined : await Grant.find(details.grantId);
    const grant =
      known ?? new Grant({ accountId: user.identifier, clientId: String(details.params['client_id']) });
    const missing = details.prompt.details;
    for (const scope of list(missing['missingOIDCScope'])) grant.addOIDCScope(scope);
    for (const claim of list(missing['missingOIDCClaims'])) grant.addOIDCClaims([claim]);
    for (const [uri, scopes] of Object.entries(missing['missingResourceScopes'] ?? {})) {
      grant.addResourceScope(uri, list(scopes).join(' '));
    }
    connections.settle(details.uid, true);
    const grantId = await grant.save();
    const clientId = String(details.params['client_id']);
    // A user agent is asked in every browser anew; an application of the zone has been allowed for good.
    if (directory.credentials.find(({ identifier }) => identifier === clientId)) {
      consents.remember(user.identifier, clientId, grantId);
    }
    await provider().interactionFinished(req, res, { consent: { grantId } });
  }

  /** True when the browser is on its way to a provider whose consent is still missing. */
  function sendUpstream(res: Response, details: Details, user: User): boolean {
    const [next] = connections.missing(user, list(details.params['resource']));
    if (!next) return false;
    const way = connections.begin(user, next.resource, details.uid);
    if (!way) {
      sendPage(res, {
        ...errorPage('Not set up', `${next.resource.name} cannot be connected.`),
        status: 500,
      });
      return true;
    }
    res.cookie(COOKIE, way.cookie, {
      httpOnly: true,
      sameSite: 'lax',
      path: PATHS.redirect,
      maxAge: 600_000,
    });
    res.redirect(303, way.url);
    return true;
  }

  const withoutQuestion = (user: User, resources: Resource[]) =>
    user.email === autoApprove ||
    // Nothing is asked for but who they are, which they have just said.
    resources.length === 0 ||
    resources.every(({ application_id: id }) => directory.applications.get(id ?? '')?.consent === 'implicit');

  async function askConsent(req: Request, res: Response, details: Details, user: User) {
    if (refused.delete(details.uid)) return deny(req, res, details, 'access to the provider was refused');
    if (sendUpstream(res, details, user)) return;
    const uris = list(details.params['resource']);
    const resources = uris.map((uri) => directory.resolveResource(uri)).filter((r) => r !== undefined);
    if (withoutQuestion(user, resources)) return approve(req, res, details, user);
    const asked = list(details.params['scope']).join(' ').split(' ');
    const connected = directory.connectionsFor(uris).map(({ resource }) => resource);
    sendPage(
      res,
      consentPage({
        action: `/interaction/${details.uid}/consent`,
        elsewhere: `/interaction/${details.uid}/login`,
        client: await clientOf(details),
        user,
        // One that is reached through another is named as that, whether the client has named it, too, or not.
        resources: resources
          .filter((resource) => !connected.includes(resource))
          .map((resource) => ({
            resource,
            scopes: asked.filter((s) => s !== 'openid' && (resource.scopes ?? asked).includes(s)),
          })),
        connected,
      }),
    );
  }

  async function askWho(res: Response, details: Details) {
    const users = directory.users.filter(() => true);
    sendPage(res, signInPage(`/interaction/${details.uid}/login`, await clientOf(details), users));
  }

  async function show(req: Request, res: Response, details: Details) {
    if (details.prompt.name === 'login') {
      const automatic = autoApprove === undefined ? undefined : directory.userByEmail(autoApprove);
      if (automatic) return signIn(req, res, details, automatic);
      return askWho(res, details);
    }
    const user = userOf(details);
    return user ? askConsent(req, res, details, user) : deny(req, res, details, 'nobody is signed in');
  }

  async function login(req: Request, res: Response, details: Details) {
    const user = directory.userByEmail((await readForm(req)).get('user') ?? '');
    if (!user) {
      return sendPage(res, { ...errorPage('Unknown user', 'Pick one of the people offered.'), status: 400 });
    }
    return signIn(req, res, details, user);
  }

  async function consent(req: Request, res: Response, details: Details) {
    const decision = (await readForm(req)).get('decision');
    const user = userOf(details);
    if (decision !== 'allow' || !user) return deny(req, res, details, 'the user denied the request');
    // The page may be older than a revocation: nobody gets through with a connection missing.
    return sendUpstream(res, details, user) ? undefined : approve(req, res, details, user);
  }

  const step =
    (action: (req: Request, res: Response, details: Details) => unknown) =>
    async (req: Request, res: Response) => {
      const details = await provider()
        .interactionDetails(req, res)
        .catch(() => undefined);
      const page = errorPage('This page has expired', 'The sign-in is over or belongs to another browser.');
      if (!details || details.uid !== req.params['uid']) return sendPage(res, { ...page, status: 400 });
      return action(req, res, details);
    };

  async function back(req: Request, res: Response) {
    const query = (name: string) =>
      typeof req.query[name] === 'string' ? String(req.query[name]) : undefined;
    const answer = { state: query('state') ?? '', code: query('code'), cookie: cookie(req, COOKIE) };
    res.clearCookie(COOKIE, { path: PATHS.redirect });
    const outcome = await connections.complete(answer);
    if (!outcome) {
      const page = errorPage('This answer is not expected', 'It was used before, is too old, or not yours.');
      return sendPage(res, { ...page, status: 400 });
    }
    if (refused.size >= REFUSED_LIMIT) refused.clear();
    if (!outcome.connected) refused.add(outcome.uid);
    res.redirect(303, `/interaction/${outcome.uid}`);
  }

  const router = Router();
  router.get('/interaction/:uid', step(show));
  router.get(
    '/interaction/:uid/login',
    step((_req, res, details) => askWho(res, details)),
  );
  router.post('/interaction/:uid/login', step(login));
  router.post('/interaction/:uid/consent', step(consent));
  router.get(PATHS.redirect, back);
  return router;
}

/** Keys that sign the library's cookies; new ones at every start. */
export const cookieKeys = () => [randomBytes(32).toString('base64url')];
