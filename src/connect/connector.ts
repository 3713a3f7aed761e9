import { z } from 'zod';
import type { Authorization, AuthorizationRequest, Redeemed } from '../broker/connect/authorization.js';
import type { Claims } from '../broker/connect/claims.js';
import type { Seal } from '../broker/connect/seal.js';
import type { Tickets } from '../broker/connect/tickets.js';
import type { Status } from '../pages/home.js';

export interface ConnectorOptions {
  authorization: Authorization;
  tickets: Tickets;
  seal: Seal;
  /** States of flows that have come back. */
  returned: Claims;
  /** This server's resource and Linear's, in that order: the first is the token's audience. */
  resources: readonly [string, string];
  scope: string;
  /** Whether Linear can be reached with this person's token; rejects when it cannot be told. */
  isConnected: (accessToken: string, person: Known, signal: AbortSignal) => Promise<boolean>;
}

/** Somebody who has signed in, and the request in which they are known. */
export interface Known {
  readonly subject: string;
  readonly requestId: string;
}

/** What a step of the flow comes to: a page, or a redirect with the state for its return. */
export type Outcome =
  | { redirect: URL; flow: string }
  | { show: 'start'; ticket: string; endsFlow?: boolean }
  | { show: Ending; endsFlow?: boolean }
  /** The subject is who came instead. */
  | { show: 'wrong_person'; subject: string; ticket: string; endsFlow?: boolean }
  | { show: 'failed'; endsFlow?: boolean; fault: unknown }
  | { show: 'status'; status: Status; ticket: string; endsFlow?: boolean };

type Ending = 'connected' | 'expired' | 'used' | 'declined' | 'overtaken' | 'over';

/** Why it did not work, for the log, which shows names only: one word of ours, the zone's or the library's. */
export class ConnectFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = `ConnectFault ${reason}`;
  }
}

/** The connect flow without HTTP: identify the person, compare, and only then let Linear be connected. */
export interface Connector {
  open: (ticket: string) => Promise<Outcome>;
  /** Anew: whoever is signed in to Keycard already is asked who they are. */
  start: (ticket: string, anew?: boolean) => Promise<Outcome>;
  /** The signal ends it when whoever came back has left. */
  callback: (callback: URL, flow: string, by: { requestId: string; signal: AbortSignal }) => Promise<Outcome>;
  checkStatus: () => Promise<Outcome>;
  /** The same, with Keycard's question whether this server may look: only when the person asks for it. */
  look: () => Promise<Outcome>;
}

// What the browser keeps between two steps, sealed.
const Flow = z.object({
  step: z.enum(['identify', 'connect', 'status_identify', 'status_check', 'status_look']),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The person that the step before has identified, or that the ticket was made for. */
  subject: z.string().optional(),
  ticket: z.string().optional(),
});
type Flow = z.infer<typeof Flow>;

const TIMEOUT_MS = 20_000;
/** How long a person may take for one step. */
export const FLOW_SECONDS = 600;

export function createConnector(options: ConnectorOptions): Connector {
  const { authorization, tickets, seal } = options;
  const everything = `openid ${options.scope}`;
  const toLook = { scope: everything, resources: [options.resources[0]] };

  const leave = async (
    request: AuthorizationRequest,
    next: Pick<Flow, 'step' | 'subject' | 'ticket'>,
  ): Promise<Outcome> => {
    const { url, pending } = await authorization.begin(request);
    return { redirect: url, flow: await seal.close('flow', { ...pending, ...next }, FLOW_SECONDS) };
  };

  const withTicket = async (
    text: string,
    then: (subject: string) => Outcome | Promise<Outcome>,
  ): Promise<Outcome> => {
    const ticket = await tickets.read(text);
    if (ticket === undefined) return { show: 'expired' };
    return (await tickets.isSpent(ticket)) ? { show: 'used' } : then(ticket.subject);
  };

  const tell = async (back: Redeemed, person: Known): Promise<Outcome> => {
    const status = await statusOf(back, person, options);
    return { show: 'status', status, ticket: await tickets.issue(person.subject), endsFlow: true };
  };

  const steps: Record<Flow['step'], (flow: Flow, back: Redeemed, requestId: string) => Promise<Outcome>> = {
    // Before anything is granted: is this the person the ticket was made for?
    identify: async ({ subject, ticket = '' }, back) => {
      if (back.outcome !== 'signed_in') return ended(back);
      if (back.subject !== subject) return wrongPerson(back, ticket);
      return leave({ scope: everything, resources: options.resources }, { step: 'connect', subject, ticket });
    },
    connect: async ({ subject, ticket = '' }, back, requestId) => {
      if (back.outcome !== 'signed_in') return ended(back);
      if (back.subject !== subject) return wrongPerson(back, ticket);
      const known = { subject, requestId };
      if (!(await options.isConnected(back.accessToken, known, AbortSignal.timeout(TIMEOUT_MS))))
        return ended({ outcome: 'declined' });
      return withTicket(ticket, async () => {
        const read = await tickets.read(ticket);
        return {
          show: read !== undefined && (await tickets.spend(read)) ? 'connected' : 'used',
          endsFlow: true,
        };
      });
    },
    status_identify: async (_flow, back) => {
      if (back.outcome !== 'signed_in') return ended(back);
      // Without a page: to look must not connect anything.
      const request = { ...toLook, prompt: 'none' } as const;
      return leave(request, { step: 'status_check', subject: back.subject });
    },
    status_check: ({ subject = '' }, back, requestId) => tell(back, { subject, requestId }),
    // Nobody was compared with before: whoever has answered the question is told.
    status_look: (_flow, back, requestId) =>
      tell(back, { subject: back.outcome === 'signed_in' ? back.subject : '', requestId }),
  };

  return {
    open: (ticket) => withTicket(ticket, () => ({ show: 'start', ticket })),
    start: (ticket, anew = false) =>
      withTicket(ticket, (subject) =>
        leave(
          { scope: 'openid', resources: [], ...(anew && { prompt: 'login' }) },
          { step: 'identify', subject, ticket },
        ),
      ),
    callback: async (callback, text, { requestId, signal }) => {
      const flow = Flow.safeParse(await seal.open('flow', text));
      if (!flow.success) return { show: 'over' };
      // RFC 6749 §10.12. The flow goes on where it was begun last: a forged return, or an older tab, must not end it.
      if (callback.searchParams.get('state') !== flow.data.state) return { show: 'overtaken' };
      // A code is tried once: whoever has a cookie must not make this server ask the zone as often as they like.
      if (!(await options.returned.take(flow.data.state))) return { show: 'over' };
      const ending = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const back = await authorization.redeem(callback, flow.data, ending);
      return steps[flow.data.step](flow.data, back, requestId);
    },
    checkStatus: () => leave({ scope: 'openid', resources: [] }, { step: 'status_identify' }),
    look: () => leave(toLook, { step: 'status_look' }),
  };
}

function wrongPerson({ subject }: { subject: string }, ticket: string): Outcome {
  return { show: 'wrong_person', subject, ticket, endsFlow: true };
}

function ended(back: Exclude<Redeemed, { outcome: 'signed_in' }>): Outcome {
  if (back.outcome === 'declined') return { show: 'declined', endsFlow: true };
  const reason = back.outcome === 'failed' ? back.reason : back.outcome;
  return { show: 'failed', endsFlow: true, fault: new ConnectFault(reason) };
}

async function statusOf(back: Redeemed, person: Known, options: ConnectorOptions): Promise<Status> {
  // Which consent is missing, Linear's or that for this server itself, no standard code tells (OpenID Connect Core
  // §3.1.2.6), and a refusal says nothing of Linear either: somebody who is connected must not read that they are not.
  if (back.outcome === 'declined' || back.outcome === 'needs_page') return 'unseen';
  if (back.outcome === 'failed' || back.subject !== person.subject) return 'unknown';
  const answer = await options
    .isConnected(back.accessToken, person, AbortSignal.timeout(TIMEOUT_MS))
    .catch(() => undefined);
  return answer === undefined ? 'unknown' : answer ? 'connected' : 'not_connected';
}
