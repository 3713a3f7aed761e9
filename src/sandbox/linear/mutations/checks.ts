import { randomUUID } from 'node:crypto';
import { inputError } from '../errors.js';
import type { Entity } from '../model.js';
import { toInstant } from '../query/dates.js';
import { isUuidV4 } from '../store/find.js';
import type { ActorFields } from './inputs.js';

/** Linear's limits of text fields, in characters. */
export const LIMITS = { title: 512, body: 250_000, name: 255 } as const;

/** The error Linear gives for an argument that is well-formed but not acceptable. */
export function invalid(sentence: string): Error {
  return inputError('Argument Validation Error', sentence);
}

/** A text that may not be empty and may not be longer than `limit` characters. */
export function requireText(name: string, value: string | null | undefined, limit: number): string {
  if (value === null || value === undefined || value.trim() === '')
    throw invalid(`${name} should not be empty.`);
  return withinLimit(name, value, limit);
}

/** A text of at most `limit` characters. */
export function withinLimit(name: string, value: string, limit: number): string {
  if (value.length > limit) throw invalid(`${name} must be shorter than or equal to ${limit} characters.`);
  return value;
}

interface Named {
  readonly entity: string;
  readonly taken: (id: string) => boolean;
}

/** The id a client chose (a UUID v4 nobody has), or a new one. A second use is an error: retries can rely on it. */
export function chooseId(chosen: string | null | undefined, { entity, taken }: Named): string {
  if (chosen === null || chosen === undefined) return randomUUID();
  if (!isUuidV4(chosen)) throw invalid('id must be a UUID v4.');
  const id = chosen.toLowerCase();
  if (taken(id)) {
    throw inputError(`Entity already exists: ${entity}`, `A ${entity} with this id already exists.`);
  }
  return id;
}

/** `createAsUser` and `displayIconUrl` are for applications that act as themselves; these tokens act as people. */
export function refuseImpersonation(input: ActorFields): void {
  if (input.createAsUser || input.displayIconUrl) {
    throw invalid('createAsUser and displayIconUrl can only be used with actor=app authentication.');
  }
}

/** The three times and the id of a new record. `createdAt` may lie in the past (imports), never in the future. */
export function newEntity(id: string, now: Date, createdAt?: string | null): Entity {
  const current = now.toISOString();
  const created = createdAt ? toInstant(createdAt, now) : current;
  if (created > current) throw invalid('createdAt must be in the past.');
  return { id, createdAt: created, updatedAt: current, archivedAt: null };
}
