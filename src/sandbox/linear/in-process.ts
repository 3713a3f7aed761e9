import { assemble } from './assemble.js';
import { createWorkspace } from './workspace.js';

/** A GraphQL operation for the workspace, as HTTP would have brought it. */
export interface InProcessRequest {
  readonly authorization: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface InProcessAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** A workspace without a port: everything happens in this process, and nothing of it can reach another one. */
export interface LinearInProcess {
  /** E-mail addresses of everybody for whom a token can be had. */
  readonly people: readonly string[];
  /** An access token of this user; throws `RangeError` for anybody else. */
  tokenFor(email: string): string;
  answer(request: InProcessRequest): Promise<InProcessAnswer>;
  /** How many records the workspace holds, of all kinds. */
  records(): number;
}

/** Opens a workspace of its own: the seed is the same, and nothing is shared. */
export function openLinear(): LinearInProcess {
  const { store, grants, operations, clock } = assemble({ port: 0 });
  const workspace = createWorkspace(store, grants);
  const tokens = new Map<string, { token: string; until: number }>();

  function tokenFor(email: string): string {
    const { id: userId } = workspace.user(email);
    const known = tokens.get(userId);
    if (known !== undefined && known.until > clock()) return known.token;
    const { accessToken: token, expiresIn } = grants.issue({ userId, scopes: ['read', 'write'] });
    // Used for half of its life, so that none ends during a call.
    tokens.set(userId, { token, until: clock() + expiresIn * 500 });
    return token;
  }

  async function answer({ authorization, query, variables }: InProcessRequest): Promise<InProcessAnswer> {
    const request = { query, variables, operationName: null };
    const identity = operations.identify(authorization);
    // No journal: nobody could read it here, and it would hold what every caller ever asked.
    const { reply } = await operations.answerAs(request, identity);
    return { status: reply.status, headers: reply.headers ?? {}, body: reply.body };
  }

  function records(): number {
    return Object.values(store).reduce((sum, part) => sum + ('size' in part ? part.size : 0), 0);
  }

  return { people: workspace.users.map(({ email }) => email), tokenFor, answer, records };
}
