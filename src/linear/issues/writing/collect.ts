import { CallFailure, fail, problemOf } from '../../../errors.js';

/**
 * Works out something for each item, and fails with what is wrong with all of them, each by its name: whoever sent
 * fifty wants to mend them in one go. A failure that is nobody's item in particular goes up as it is.
 */
export function forEachItem<T, R>(
  items: readonly T[],
  nameOf: (item: T, index: number) => string,
  workOut: (item: T, index: number) => R,
): R[] {
  const problems: string[] = [];
  const results = items.flatMap((item, index) => {
    try {
      return [workOut(item, index)];
    } catch (error) {
      const problem = error instanceof CallFailure ? problemOf(error.failure) : undefined;
      if (problem === undefined) throw error;
      problems.push(`${nameOf(item, index)}: ${problem}`);
      return [];
    }
  });
  return problems.length === 0 ? results : fail({ code: 'invalid_arguments', problems: shortened(problems) });
}

const MOST_PROBLEMS = 20;

function shortened(problems: readonly string[]): string[] {
  const rest = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])];
}
