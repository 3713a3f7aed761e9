/** What this server needs in a zone, as values. */

export interface Wanted {
  /** Origin under which clients reach the server. */
  publicUrl: string;
  /** Of our resource: the one that every caller needs and, where it is configured, the one for writing. */
  scopes: readonly string[];
  linear: {
    /** Identifier of the Linear resource. */
    resource: string;
    scopes: readonly string[];
    provider: { identifier: string; authorizationEndpoint: string; tokenEndpoint: string };
  };
  /** Take Linear from the zone's catalog instead of describing it. */
  fromCatalog: boolean;
}

export const APPLICATION = 'urn:keycard-linear-mcp';

/** The vault's resources, by what they hold; `keycard.toml` maps the same names. */
export const STORED = {
  storedId: { urn: `${APPLICATION}:client_id`, variable: 'KEYCARD_CLIENT_ID' },
  storedSecret: { urn: `${APPLICATION}:client_secret`, variable: 'KEYCARD_CLIENT_SECRET' },
} as const;

/** RFC 8707 §2: what clients name, byte for byte. */
export const ownResource = ({ publicUrl }: Wanted): string => `${publicUrl}/mcp`;

/** Where people come back to when they connect Linear from a page of this server. */
export const redirectUri = ({ publicUrl }: Wanted): string => `${publicUrl}/connect/callback`;
