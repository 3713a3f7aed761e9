import { CallFailure } from '../errors.js';

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

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof CallFailure && codes.includes(error.failure.code);
}
