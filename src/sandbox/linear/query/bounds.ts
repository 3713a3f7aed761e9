import { inputError } from '../errors.js';

/** Conditions looked at, records gone through and values compared: about a fifth of a second of work. */
const MOST_STEPS = 400_000;
/** Characters; the largest answer that the stand-in gives, as a service between it and its callers would cut it. */
const MOST_ANSWERED = 8_000_000;
/** So many characters of text are worked through in the time of one step. */
const CHARACTERS_A_STEP = 256;

const TOO_MUCH = 'Ask for fewer rows, fields or conditions at once.';

/** Takes steps from what one operation may use; throws once they are used up, and at every later one. */
export type Spend = (steps: number) => void;

/**
 * The price of an operation knows nothing of its variables and of how many records a filter goes through: without this
 * bound a few aliases with a long filter keep the process, and everybody else in it, waiting for minutes.
 */
export function createBudget(most = MOST_STEPS): Spend {
  let left = most;
  return (steps) => {
    left -= steps;
    if (left < 0) throw inputError('Query too complex', `The query takes too much work. ${TOO_MUCH}`);
  };
}

/** What it costs to look through a text. */
export function stepsOfText(text: string | null): number {
  return text === null ? 0 : Math.floor(text.length / CHARACTERS_A_STEP);
}

/** How many values a condition has, at every depth. */
export function stepsOf(condition: unknown): number {
  if (typeof condition !== 'object' || condition === null) return 1;
  return Object.values(condition).reduce<number>((sum, each) => sum + stepsOf(each), 1);
}

/**
 * Refuses an answer that would become too long a text: the same description under many aliases is one string in memory
 * and a hundred in JSON.
 */
export function checkSize(answer: unknown): void {
  let characters = 0;
  const visit = (value: unknown): void => {
    if (typeof value === 'string') characters += value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        characters += name.length + 4;
        visit(each);
      }
    } else characters += 4;
    if (characters > MOST_ANSWERED)
      throw inputError('Query too complex', `The answer would be too long. ${TOO_MUCH}`);
  };
  visit(answer);
}
