import { z } from 'zod';
import { type Finding, failed, ok } from '../finding.js';
import type { Reply } from '../probe.js';

// GraphQL over HTTP: whatever is asked, and by whomever, a GraphQL server answers with one of the two.
const GraphqlAnswer = z.union([
  z.object({ errors: z.array(z.unknown()).min(1) }),
  z.object({ data: z.unknown() }),
]);

/** Asked without a token, Linear refuses as GraphQL: that is an answer. */
export function judgeLinear(reply: Reply, apiUrl: string): Finding {
  const fix = 'Let this machine reach it (firewall, proxy); LINEAR_API_URL is best left unset.';
  if (reply.kind === 'silence') return failed(`${apiUrl} cannot be reached: ${reply.why}`, fix);
  if (reply.status >= 500) {
    return failed(`${apiUrl} answers HTTP ${reply.status}`, 'See https://linearstatus.com and try again.');
  }
  if (GraphqlAnswer.safeParse(reply.json).success) return ok(`${apiUrl} answers`);
  return failed(`${apiUrl} answers HTTP ${reply.status}, and not as GraphQL does`, fix);
}
