import { accessDenied, invalidTarget } from '../errors.js';
import type { Directory } from '../management/directory.js';
import type { Tokens } from '../tokens.js';
import type { Authenticated } from './client-auth.js';
import type { TokenResponse, Trace } from './exchange.js';
import { required } from './form.js';

/** A token of the application itself, not of a person (RFC 6749 §4.4): same audience, `sub_profile` `app`. */
export function createAppTokens(directory: Directory, tokens: Tokens, accessTokenTtl: number) {
  return async (who: Authenticated, form: URLSearchParams, trace: Trace): Promise<TokenResponse> => {
    const { application, credential } = who;
    const resource = directory.resolveResource(required(form, 'resource'));
    if (!resource || directory.providerOf(resource)?.type !== 'keycard-sts') {
      throw invalidTarget('this zone issues no tokens for that resource');
    }
    if (resource.application_id !== application.id && !directory.dependency(application.id, resource.id)) {
      throw accessDenied(`application ${application.identifier} has no dependency on ${resource.identifier}`);
    }
    trace.subject = application.id;
    const ttl = resource.credential_lifetime_seconds ?? accessTokenTtl;
    const offered = resource.scopes ?? [];
    const asked = (form.get('scope') ?? '').split(' ').filter(Boolean);
    const scope = (asked.length > 0 ? offered.filter((name) => asked.includes(name)) : offered).join(' ');
    const { token, jti } = await tokens.issue({
      sub: application.id,
      profile: 'app',
      appId: application.id,
      clientId: credential.identifier,
      audience: resource.identifier,
      scope,
      sid: undefined,
      ttl,
    });
    trace.jti = jti;
    return { access_token: token, token_type: 'Bearer', expires_in: ttl, ...(scope && { scope }) };
  };
}
