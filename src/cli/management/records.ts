import { z } from 'zod';

/** What of the zone's records these commands read. Anything else in an answer is ignored; a missing id is not. */

// It becomes part of a path: no slash, no dot segment, no query.
const Id = z.string().regex(/^[\w-]{1,128}$/);
const Name = z.string().max(2048);
const optionalId = Id.nullish().transform((id) => id ?? undefined);
const optionalNames = z
  .array(Name)
  .nullish()
  .transform((names) => names ?? []);

export const ZoneRecord = z.object({
  id: Id,
  protocols: z.object({ oauth2: z.object({ issuer: z.url(), redirect_uri: z.url() }) }),
});

export const Provider = z.object({
  id: Id,
  identifier: Name,
  type: z.string().optional(),
  protocols: z.object({ oauth2: z.object({ token_endpoint: Name.nullish() }).nullish() }).nullish(),
});

export const Application = z.object({
  id: Id,
  identifier: Name,
  protocols: z.object({ oauth2: z.object({ redirect_uris: optionalNames }).nullish() }).nullish(),
});

export const Resource = z.object({
  id: Id,
  identifier: Name,
  application_id: optionalId,
  credential_provider_id: optionalId,
  scopes: optionalNames,
});

export const Credential = z.object({
  id: Id,
  type: z.string(),
  application_id: optionalId,
  identifier: Name.optional(),
});

/** A password credential as it is answered once: the only time that its secret is seen. */
export const NewPassword = z.object({
  id: Id,
  identifier: z.string().min(1).max(1024),
  password: z.string().min(1).max(4096),
});

export const Secret = z.object({ id: Id, entity_id: Id });
export const Package = z.object({ id: Id, name: Name });
export const Created = z.object({ id: Id });

export type ZoneRecord = z.output<typeof ZoneRecord>;
export type Provider = z.output<typeof Provider>;
export type Application = z.output<typeof Application>;
export type Resource = z.output<typeof Resource>;
export type Credential = z.output<typeof Credential>;
export type NewPassword = z.output<typeof NewPassword>;
export type Secret = z.output<typeof Secret>;
