import { z } from 'zod';
import { parseJson } from '../../broker/json.js';
import { cleaned } from '../cleaned.js';
import { type FailureKind, ManagementFailure } from './api.js';

export interface HttpAnswer {
  status: number;
  body: string;
}

export interface JudgeOptions {
  isSecret?: boolean | undefined;
  /** What an answer could echo and nobody may read. */
  hidden?: readonly string[];
}

const Problem = z.object({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** The JSON of a good answer, or the failure that a bad one stands for. Redirects are never followed. */
export function judgeAnswer({ status, body }: HttpAnswer, options: JudgeOptions = {}): unknown {
  const json = parseJson(body);
  if (status >= 200 && status < 300) {
    if (body.trim() !== '' && json === undefined) throw new ManagementFailure('unreadable');
    return json;
  }
  throw new ManagementFailure(kindOf(status), options.isSecret ? undefined : detailOf(json, options.hidden));
}

export function kindOf(status: number): FailureKind {
  if (status === 401) return 'not_signed_in';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429 || status >= 500) return 'unavailable';
  return status >= 400 ? 'refused' : 'unreadable';
}

/** What an error document says for people to read. */
export function detailOf(json: unknown, hidden: readonly string[] = []): string | undefined {
  const problem = Problem.safeParse(json);
  if (!problem.success) return undefined;
  const { error_description, message, error } = problem.data;
  return cleaned(error_description ?? message ?? error ?? '', hidden);
}
