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
    if (!isLost(error)) throw error;
    return (await find()) ?? create();
  }
}

function isLost(error: unknown): boolean {
  if (!(error instanceof CallFailure)) return false;
  const { code } = error.failure;
  return code === 'linear_unavailable' || code === 'linear_answer_invalid';
}
