import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { ManagementError } from '../errors.js';
import { newId } from './collection.js';
import type { Directory } from './directory.js';
import type { Application, Credential, Dependency, Provider, Resource, Secret, User } from './records.js';
import * as schemas from './schemas.js';

type Input<S extends z.ZodType> = z.input<S>;

/** Parses what a caller sent; 400 names each member that is wrong. */
export function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const what = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ManagementError(400, 'invalid_request', what.join('; '));
}

/** SHA-256 of a secret: what is kept of it, and what is compared. */
export const digest = (secret: string) => createHash('sha256').update(secret).digest();

const badReference = (what: string) =>
  new ManagementError(400, 'invalid_reference', `${what} does not exist`);

function references(directory: Directory) {
  const must = (what: string, id: string | undefined, exists: (id: string) => boolean) => {
    if (id !== undefined && !exists(id)) throw badReference(what);
  };
  return {
    application: (id: string | undefined) =>
      must('application_id', id, (key) => directory.applications.get(key) !== undefined),
    provider: (what: string, id: string | undefined) =>
      must(what, id, (key) => directory.providers.get(key) !== undefined),
    resource: (what: string, id: string | undefined) =>
      must(what, id, (key) => directory.resources.get(key) !== undefined),
  };
}

function credentialIdentifier(input: z.output<typeof schemas.credentialCreate>): string {
  // A token credential is found by the subject of the assertion; without one it takes any token of the issuer.
  return input.type === 'token' ? (input.subject ?? '*') : (input.identifier ?? newId());
}

/** What the Management API does, as functions: HTTP and in-process callers use the very same ones. */
export function createManagement(directory: Directory) {
  const { vault } = directory;
  const check = references(directory);

  /** The password of a `password` credential is in this answer and nowhere else. */
  function createCredential(
    input: Input<typeof schemas.credentialCreate>,
  ): Credential & { password?: string | undefined } {
    const fields = parse(schemas.credentialCreate, input);
    check.application(fields.application_id);
    if (fields.type === 'token') check.provider('provider_id', fields.provider_id);
    const record = directory.credentials.add({ ...fields, identifier: credentialIdentifier(fields) });
    if (record.type !== 'password') return record;
    const password = randomBytes(32).toString('base64url');
    vault.passwordHashes.set(record.id, digest(password));
    return { ...record, password };
  }

  return {
    createUser(input: Input<typeof schemas.userCreate>): User {
      const id = newId();
      const fields = parse(schemas.userCreate, input);
      return directory.users.add({ id, ...fields, identifier: fields.identifier ?? id });
    },

    createProvider(input: Input<typeof schemas.providerCreate>): Provider {
      const { client_secret: secret, ...fields } = parse(schemas.providerCreate, input);
      const provider = directory.providers.add({
        ...fields,
        type: 'external',
        client_secret_set: secret !== undefined,
      });
      if (secret !== undefined) vault.providerSecrets.set(provider.id, secret);
      return provider;
    },

    patchProvider(id: string, input: Input<typeof schemas.providerPatch>): Provider {
      const { client_secret: secret, ...fields } = parse(schemas.providerPatch, input);
      const patched = directory.providers.patch(id, {
        ...defined(fields),
        ...(secret && { client_secret_set: true }),
      });
      if (secret !== undefined) vault.providerSecrets.set(id, secret);
      return patched;
    },

    createApplication(input: Input<typeof schemas.applicationCreate>): Application {
      return directory.applications.add(parse(schemas.applicationCreate, input));
    },

    createResource(input: Input<typeof schemas.resourceCreate>): Resource {
      const fields = parse(schemas.resourceCreate, input);
      check.application(fields.application_id);
      check.provider('credential_provider_id', fields.credential_provider_id);
      return directory.resources.add(fields);
    },

    patchResource(id: string, input: Input<typeof schemas.resourcePatch>): Resource {
      const fields = parse(schemas.resourcePatch, input);
      check.application(fields.application_id);
      check.provider('credential_provider_id', fields.credential_provider_id);
      return directory.resources.patch(id, defined(fields));
    },

    createCredential,

    /** A client id and secret for an application. */
    createPasswordCredential(applicationId: string): { identifier: string; password: string } {
      const { identifier, password = '' } = createCredential({
        application_id: applicationId,
        type: 'password',
      });
      return { identifier, password };
    },

    createSecret(input: Input<typeof schemas.secretCreate>): Secret {
      const { data, ...fields } = parse(schemas.secretCreate, input);
      check.resource('entity_id', fields.entity_id);
      const secret = directory.secrets.add({ ...fields, type: data.type });
      vault.secretData.set(fields.entity_id, data);
      return secret;
    },

    /** Lets an application reach a resource; the time of the first call is kept. */
    addDependency(applicationId: string, resourceId: string, whenAccessing: string[] = []): Dependency {
      if (!directory.applications.get(applicationId) || !directory.resources.get(resourceId)) {
        throw new ManagementError(404, 'not_found', 'no such application or resource');
      }
      for (const id of whenAccessing) check.resource('when_accessing', id);
      const existing = directory.dependency(applicationId, resourceId);
      if (existing) return directory.dependencies.patch(existing.id, { when_accessing: whenAccessing });
      return directory.dependencies.add({
        application_id: applicationId,
        resource_id: resourceId,
        when_accessing: whenAccessing,
      });
    },

    /** Takes that right away again; false when there was none. */
    removeDependency(applicationId: string, resourceId: string): boolean {
      const existing = directory.dependency(applicationId, resourceId);
      return existing !== undefined && directory.dependencies.remove(existing.id);
    },

    /** Ends a delegated grant: the next exchange that needs it fails, and the stored token is forgotten. */
    revokeGrant(id: string) {
      const grant = directory.grants.patch(id, { status: 'revoked', refresh_token_set: false });
      vault.upstreamTokens.delete(id);
      return grant;
    },

    /** Ends a sign-in: its access tokens are no longer exchanged. */
    revokeSession: (id: string) => directory.sessions.patch(id, { status: 'revoked' }),
  };
}

/** Drops members that are present but undefined, which would otherwise overwrite stored ones. */
export function defined<T extends object>(
  fields: T,
): {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} {
  // `Object.fromEntries` forgets the key types; the filter leaves exactly the defined members.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

export type Management = ReturnType<typeof createManagement>;
