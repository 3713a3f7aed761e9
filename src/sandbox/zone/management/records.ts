import type { z } from 'zod';
import type {
  applicationCreate,
  credentialCreate,
  providerCreate,
  resourceCreate,
  secretCreate,
  userCreate,
} from './schemas.js';

/** What every stored object carries. Times are ISO 8601. */
export interface Entity {
  id: string;
  zone_id: string;
  created_at: string;
  updated_at: string;
}

export type User = Entity & z.output<typeof userCreate> & { identifier: string };
export type Application = Entity & z.output<typeof applicationCreate>;
export type Resource = Entity & z.output<typeof resourceCreate>;
export type Credential = Entity & z.output<typeof credentialCreate> & { identifier: string };

/** The secret of a provider is kept apart, so that no listing can show it. */
export type Provider = Entity &
  Omit<z.output<typeof providerCreate>, 'client_secret'> & {
    type: 'external' | 'keycard-sts' | 'keycard-vault';
    client_secret_set: boolean;
  };

export type SecretData = z.output<typeof secretCreate>['data'];
export type Secret = Entity & Omit<z.output<typeof secretCreate>, 'data'> & { type: SecretData['type'] };

/** A sign-in: `id` is the `sid` claim of the tokens issued from it. */
export interface Session extends Entity {
  user_id: string;
  client_id: string;
  status: 'active' | 'revoked';
  expires_at: string;
}

/** What a user allowed the zone to fetch for them at another provider. */
export interface DelegatedGrant extends Entity {
  user_id: string;
  resource_id: string;
  provider_id: string;
  scopes: string[];
  status: 'active' | 'expired' | 'revoked';
  refresh_token_set: boolean;
  expires_at: string;
  refreshed_at?: string;
}

/** An application's right to reach a resource on behalf of its callers. */
export interface Dependency extends Entity {
  application_id: string;
  resource_id: string;
  when_accessing: string[];
}
