import { z } from 'zod';

/** What a Management API caller may send. Unknown members are refused: a typo must not pass for a setting. */

const text = z.string().min(1).max(2048);
const uri = z.url();

const applicationShape = {
  name: text,
  identifier: text,
  description: z.string().optional(),
  // `explicit` existed once and is refused today.
  consent: z.enum(['implicit', 'required']).default('required'),
  protocols: z
    .strictObject({ oauth2: z.strictObject({ redirect_uris: z.array(uri).default([]) }).optional() })
    .optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
};

/** `dependencies` is part of the published schema, accepted and dropped without a word, as in the real API. */
export const applicationCreate = z
  .strictObject({ ...applicationShape, dependencies: z.unknown().optional() })
  .transform(({ dependencies: _dropped, ...rest }) => rest);

const oauth2Provider = z.strictObject({
  issuer: uri.optional(),
  authorization_endpoint: uri.optional(),
  token_endpoint: uri.optional(),
  registration_endpoint: uri.optional(),
  jwks_uri: uri.optional(),
  scopes_supported: z.array(text).optional(),
  authorization_parameters: z.record(z.string(), z.string()).optional(),
  authorization_resource_enabled: z.boolean().optional(),
  scope_parameter: text.optional(),
  scope_separator: z.string().optional(),
  token_response_access_token_pointer: text.optional(),
});

/** No `type`: it is assigned by the zone (`external`). */
export const providerCreate = z.strictObject({
  name: text,
  identifier: text,
  description: z.string().optional(),
  client_id: text.optional(),
  client_secret: text.optional(),
  protocols: z.strictObject({ oauth2: oauth2Provider.optional() }).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const resourceCreate = z.strictObject({
  name: text,
  identifier: text,
  description: z.string().optional(),
  application_id: text.optional(),
  credential_provider_id: text.optional(),
  scopes: z.array(text).optional(),
  prefix: z.boolean().default(false),
  application_type: z.enum(['native', 'web']).optional(),
  credential_lifetime_seconds: z.int().min(60).max(86_400).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const userCreate = z.strictObject({
  identifier: text.optional(),
  email: z.email(),
  name: text.optional(),
});

const owner = { application_id: text };

export const credentialCreate = z.discriminatedUnion('type', [
  z.strictObject({ ...owner, type: z.literal('password'), identifier: text.optional() }),
  z.strictObject({ ...owner, type: z.literal('public-key'), identifier: text.optional(), jwks_uri: uri }),
  z.strictObject({ ...owner, type: z.literal('token'), provider_id: text, subject: text.optional() }),
  z.strictObject({ ...owner, type: z.literal('url'), identifier: uri }),
  z.strictObject({ ...owner, type: z.literal('public'), identifier: text.optional() }),
]);

export const secretCreate = z.strictObject({
  name: text,
  entity_id: text,
  description: z.string().optional(),
  data: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('token'), token: text }),
    z.strictObject({ type: z.literal('password'), username: text, password: text }),
  ]),
});

export const revocation = z.strictObject({ status: z.literal('revoked') });

/** Patches take any subset of what a creation takes, without its defaults. */
export const applicationPatch = z.strictObject({
  ...applicationShape,
  name: text.optional(),
  identifier: text.optional(),
  consent: z.enum(['implicit', 'required']).optional(),
});
export const providerPatch = providerCreate.partial();
export const resourcePatch = z.strictObject({
  ...resourceCreate.partial().shape,
  prefix: z.boolean().optional(),
});
export const userPatch = userCreate.partial();
