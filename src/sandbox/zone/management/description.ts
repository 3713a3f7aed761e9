import { PATHS } from '../oauth/provider.js';
import { newId } from './collection.js';

/** The zone itself, as `GET /zones/{zone}` shows it: its names and its OAuth endpoints. */
export function describeZone(id: string, issuer: string) {
  const at = (path: string) => `${issuer}${path}`;
  return {
    id,
    name: 'Sandbox',
    slug: id,
    organization_id: newId(),
    protocols: {
      oauth2: {
        issuer,
        authorization_endpoint: at(PATHS.authorization),
        authorization_server_metadata: at('/.well-known/oauth-authorization-server'),
        token_endpoint: at(PATHS.token),
        registration_endpoint: at(PATHS.registration),
        jwks_uri: at(PATHS.jwks),
        redirect_uri: at(PATHS.redirect),
        dcr_enabled: true,
        pkce_required: true,
      },
      openid: {
        provider_configuration: at('/.well-known/openid-configuration'),
        userinfo_endpoint: at(PATHS.userinfo),
      },
    },
  };
}
