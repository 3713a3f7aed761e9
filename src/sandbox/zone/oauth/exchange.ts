import { accessDenied, invalidGrant, invalidRequest, invalidTarget, OAuthError } from '../errors.js';
import type { Directory } from '../management/directory.js';
import type { Application, Resource, User } from '../management/records.js';
import type { Tokens } from '../tokens.js';
import { UpstreamError } from '../upstream/client.js';
import type { Connections } from '../upstream/connections.js';
import type { Authenticated } from './client-auth.js';
import { required } from './form.js';
import type { Policy } from './policy.js';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const SUBSTITUTE_USER = 'urn:keycard:params:oauth:token-type:substitute-user';

/** What a request turned out to be about, filled in as far as it got: for journal and audit. */
export interface Trace {
  application?: Application;
  user?: User;
  subject?: string;
  sid?: string;
  jti?: string;
}

export interface TokenResponse {
  access_token: string;
  token_type: 'Bearer';
  issued_token_type?: string;
  expires_in?: number;
  scope?: string;
}

interface Wiring {
  directory: Directory;
  connections: Connections;
  tokens: Tokens;
  policy: Policy;
  /** Seconds. */
  accessTokenTtl: number;
}

interface Subject {
  user: User;
  /** The resource that the caller's token was made for; impersonation has none. */
  accessing: Resource | undefined;
  impersonated: boolean;
}

const insufficient = (why: string) => new OAuthError('insufficient_authorization', why, 403);

/** RFC 8693, with the rules that a Keycard zone adds: ownership, dependency, policy, the user's own grant. */
export function createExchange({ directory, connections, tokens, policy, accessTokenTtl }: Wiring) {
  const { vault } = directory;

  async function presented(form: URLSearchParams, application: Application, trace: Trace): Promise<Subject> {
    const token = required(form, 'subject_token');
    const type = required(form, 'subject_token_type');
    if (type === SUBSTITUTE_USER) {
      // The application stands for itself, by its authentication; zones know no other actor.
      if (form.has('actor_token') || form.has('actor_token_type')) {
        throw invalidRequest('Unsupported actor token type');
      }
      const sub = tokens.readSubstituteUser(token);
      const user = directory.userBySub(sub);
      Object.assign(trace, { subject: sub, user });
      policy.enforceImpersonation(application, sub, user);
      if (!user) throw invalidGrant('the user to act as does not exist');
      return { user, accessing: undefined, impersonated: true };
    }
    if (type !== ACCESS_TOKEN) throw invalidRequest('subject_token_type is not supported');
    const claims = await tokens.verifySubject(token);
    const user = directory.userBySub(claims.sub);
    Object.assign(trace, { subject: claims.sub, user, sid: claims['sid'], jti: claims.jti });
    const accessing = owned([claims.aud].flat()[0], application);
    if (!user) throw invalidGrant('the subject of the token is not a user of this zone');
    return { user, accessing, impersonated: false };
  }

  /** Only the application that the first audience belongs to may trade the token. */
  function owned(audience: string | undefined, application: Application): Resource {
    const resource = directory.resources.find(({ identifier }) => identifier === audience);
    if (!resource || resource.application_id !== application.id) {
      throw invalidGrant(`client is not allowed to exchange a token for audience ${audience ?? '(none)'}`);
    }
    return resource;
  }

  function target(form: URLSearchParams): Resource {
    const named = form.getAll('resource').filter(Boolean);
    if (named.length !== 1) throw invalidRequest('exactly one resource is needed');
    const resource = directory.resolveResource(named[0] ?? '');
    if (!resource) throw invalidTarget('the resource is not registered in this zone');
    return resource;
  }

  function demandDependency(application: Application, resource: Resource, accessing: Resource | undefined) {
    const dependency = directory.dependency(application.id, resource.id);
    const scope = dependency?.when_accessing ?? [];
    if (!dependency || (scope.length > 0 && !scope.includes(accessing?.id ?? ''))) {
      throw accessDenied(`application ${application.identifier} has no dependency on ${resource.identifier}`);
    }
    return dependency;
  }

  async function connected(user: User, resource: Resource, notBefore: string): Promise<TokenResponse> {
    const grant = directory.liveGrant(user, { resource, notBefore });
    if (!grant) throw insufficient(`the user has not granted access to ${resource.identifier}`);
    const fresh = await connections.issue(grant).catch((error: unknown) => {
      const code = error instanceof UpstreamError ? error.code : 'unavailable';
      if (code === 'invalid_grant')
        throw insufficient(`the grant for ${resource.identifier} is no longer valid`);
      throw new OAuthError('temporarily_unavailable', 'the provider of the resource did not answer', 503);
    });
    return {
      access_token: fresh.accessToken,
      token_type: 'Bearer',
      issued_token_type: ACCESS_TOKEN,
      ...(fresh.expiresIn !== undefined && { expires_in: fresh.expiresIn }),
      scope: (fresh.scopes ?? grant.scopes).join(' '),
    };
  }

  function fromVault(resource: Resource): TokenResponse {
    const data = vault.secretData.get(resource.id);
    if (!data) throw invalidTarget('the vault holds no secret for this resource');
    const secret = data.type === 'token' ? data.token : data.password;
    return { access_token: secret, token_type: 'Bearer', issued_token_type: ACCESS_TOKEN };
  }

  async function ownToken(
    who: Authenticated,
    { user, impersonated }: Subject,
    resource: Resource,
    trace: Trace,
  ) {
    const ttl = resource.credential_lifetime_seconds ?? accessTokenTtl;
    const scope = resource.scopes?.join(' ');
    const issued = await tokens.issue(
      {
        sub: user.identifier,
        profile: 'user',
        appId: who.application.id,
        clientId: who.credential.identifier,
        audience: resource.identifier,
        scope,
        sid: trace.sid,
        ttl,
      },
      // An impersonated token carries no more than the identity of user and client.
      impersonated ? { claims: { sub_profile: undefined, keycard_app_id: undefined, scope: undefined } } : {},
    );
    trace.jti = issued.jti;
    return {
      access_token: issued.token,
      token_type: 'Bearer' as const,
      issued_token_type: ACCESS_TOKEN,
      expires_in: ttl,
    };
  }

  /** Trades the caller's token. Fills `trace` on the way, also when it throws. */
  return async function exchange(
    who: Authenticated,
    form: URLSearchParams,
    trace: Trace,
  ): Promise<TokenResponse> {
    const wanted = form.get('requested_token_type');
    if (wanted && wanted !== ACCESS_TOKEN) throw invalidRequest('requested_token_type is not supported');
    const { application } = who;
    const subject = await presented(form, application, trace);
    const resource = target(form);
    const dependency = demandDependency(application, resource, subject.accessing);
    const scopes = (form.get('scope') ?? '').split(' ').filter(Boolean);
    policy.enforce({ application, resource, user: subject.user, scopes });
    const provider = directory.providerOf(resource);
    if (!provider) throw invalidTarget('the resource has no credential provider');
    if (provider.type === 'keycard-vault') return fromVault(resource);
    if (provider.type === 'keycard-sts') return ownToken(who, subject, resource, trace);
    return connected(subject.user, resource, dependency.created_at);
  };
}

export type Exchange = ReturnType<typeof createExchange>;
