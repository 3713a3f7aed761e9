import { randomUUID } from 'node:crypto';
import { CallFailure } from '../errors.js';
import { type Linear, type Operation, operation } from './client.js';
import { uuidOfKey } from './own-uuid.js';
import type { Listed } from './rows.js';

/**
 * Creates something under an id that we chose. When the answer is lost (connection, 5xx, unreadable), it first looks
 * whether the thing is there and only then creates it again: the id makes that safe even if the first request is
 * still on its way (RFC 9110 §9.2.2).
 */
export async function createOnce<T>(
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isCode(error, 'linear_unavailable', 'linear_answer_invalid')) throw error;
    return (await find()) ?? create();
  }
}

/**
 * The same where an earlier call may have made it: then Linear refuses a second one under that id, and the first one
 * is the answer. How it words that refusal is not documented, so any refusal of input is looked into.
 */
export async function createOrFind<T>(
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<{ made: T; isNew: boolean }> {
  try {
    return { made: await createOnce(create, find), isNew: true };
  } catch (error) {
    if (!isCode(error, 'linear_invalid_input', 'linear_forbidden')) throw error;
    const made = await find();
    if (made === undefined) throw error;
    return { made, isNew: false };
  }
}

/** Looks whether something was made under an id of ours; also when it was archived or thrown away since. */
export type MadeById<T> = Operation<{ made: Listed<T> }, { made: { id: { eq: string } } }>;

/** The look-up of what a create makes: `root` is the connection of its kind, `filter` the type of its filter. */
export function madeById<T>(
  name: string,
  [root, filter]: readonly [root: string, filter: string],
  select: string,
  fragments = '',
): MadeById<T> {
  return operation(`
  query ${name}($made: ${filter}!) {
    made: ${root}(filter: $made, first: 1, includeArchived: true) { nodes { ${select} } }
  }${fragments}`);
}

/** What is made, for whom and, when the caller gave one, under which key. */
export interface Creation {
  readonly of: string;
  readonly viewerId: string;
  readonly key: string | undefined;
}

/** Something that a create answers with; `isNew` is false when an earlier call with its key had made it. */
export interface Made<T> {
  readonly made: T;
  readonly isNew: boolean;
}

/** Creates something under the id that its key stands for, or under a random one: there is one of it, however often asked. */
export async function createUnderKey<T>(
  linear: Linear,
  { of, viewerId, key }: Creation,
  steps: { create: (id: string) => Promise<T>; made: MadeById<T> },
): Promise<Made<T>> {
  const id = key === undefined ? randomUUID() : uuidOfKey(of, viewerId, key);
  const create = () => steps.create(id);
  const find = async () => (await linear.query(steps.made, { made: { id: { eq: id } } })).made.nodes[0];
  if (key === undefined) return { made: await createOnce(create, find), isNew: true };
  return createOrFind(create, find);
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof CallFailure && codes.includes(error.failure.code);
}
