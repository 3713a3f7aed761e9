import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { isUuid } from '../names/given.js';

/**
 * Issues that moved to another team have another identifier since. `issue(id:)` still takes the former one, and no
 * filter does: so it is asked for itself, where a filter found nothing.
 */
export const IDENTIFIER_NOW = operation<{ issue: Pick<L.Issue, 'identifier'> }, { id: string }>(`
  query IdentifierNow($id: String!) {
    issue(id: $id) { identifier }
  }`);

/** More that are missing are no issues that moved, but a mistake. */
const MOST = 5;

/** What those issues that were not found are called now, by what they were called; others are absent. */
export async function identifiersNow(
  linear: Linear,
  missing: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = missing.filter((reference) => !isUuid(reference)).slice(0, MOST);
  const found = await Promise.all(
    asked.map(async (each) => [each, await identifierNow(linear, each)] as const),
  );
  return new Map(found.flatMap(([each, now]) => (now === undefined || now === each ? [] : [[each, now]])));
}

async function identifierNow(linear: Linear, id: string): Promise<string | undefined> {
  try {
    return (await linear.query(IDENTIFIER_NOW, { id })).issue.identifier;
  } catch (error) {
    if (error instanceof CallFailure && error.failure.code === 'linear_not_found') return undefined;
    throw error;
  }
}

/** The references with the present identifiers of those that are missing; fails when one is no issue at all. */
export async function asCalledNow(
  linear: Linear,
  references: readonly string[],
  missing: readonly string[],
): Promise<string[]> {
  const now = await identifiersNow(linear, missing);
  const gone = missing.filter((reference) => !now.has(reference));
  if (gone.length > 0) fail({ code: 'linear_not_found', what: `issue ${gone.join(', ')}` });
  return references.map((reference) => now.get(reference) ?? reference);
}

/** Does something with the issue; once more, by its present identifier, when it was not found by a former one. */
export async function byPresentName<T>(
  linear: Linear,
  reference: string | null | undefined,
  run: (reference: string | undefined) => Promise<T>,
): Promise<T> {
  if (reference == null) return run(undefined);
  try {
    return await run(reference);
  } catch (error) {
    const failure = error instanceof CallFailure ? error.failure : undefined;
    if (failure?.code !== 'name_not_found' || failure.given !== reference) throw error;
    const now = (await identifiersNow(linear, [reference])).get(reference);
    if (now === undefined) throw error;
    return run(now);
  }
}
