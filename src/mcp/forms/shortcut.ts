import type { Response as HttpResponse } from 'express';
import type { CallOutcome } from '../../tools/call.js';
import type { McpDoorOptions, Visit } from '../door.js';
import type { Shelf } from '../shelf.js';
import { mayCall, resultOf, throughFunnel } from '../toolbox.js';
import { type Envelope, envelopeOf, headOf, type Plain, sendIn } from './form.js';

export interface Shortcut {
  /** Answers a request of a known form; false when it has to go through the protocol layer. */
  answer: (plain: Plain, res: HttpResponse, visit: Visit) => Promise<boolean>;
  /** To be shown the protocol layer's answer to a plain request, from which the form becomes known. */
  learn: (plain: Plain, visit: Visit, response: Response) => Promise<Response>;
}

/** An envelope, and the lists that were written out for it. */
interface Known {
  readonly envelope: Envelope;
  readonly lists: WeakMap<Shelf, Buffer>;
}

/** Clients of one kind ask alike, and tools answer in a few ways, so this is more than there are in use of either. */
const MOST_FORMS = 64;
const MOST_KINDS = 16;
/** What takes longer is left to the protocol layer, which keeps the connection from looking idle. */
const SOON_MS = 5_000;

/**
 * The protocol layer judges a message and puts an envelope around its result; for a plain request both depend on
 * nothing but its form. What it has let through once, after all its checks, is let through again when it is the same in
 * every header and member that it judges by, and gets the same envelope: for most of what is asked that layer would
 * cost more than everything else together. Whatever is not plain, fails, takes long or ends in something new goes
 * through it, a call that has run already with its outcome.
 */
export function createShortcut(options: McpDoorOptions): Shortcut {
  const known = new Map<string, Map<string, Known>>();
  return {
    answer: async (plain, res, visit) => {
      const ofForm = known.get(plain.form);
      if (ofForm === undefined) return false;
      const { call, id } = plain;
      if (call === undefined) {
        const list = ofForm.get(LIST);
        if (list !== undefined) sendIn(list.envelope, res, id, listed(list, visit.shelf));
        return list !== undefined;
      }
      const tool = visit.shelf.tools.get(call.name);
      if (tool === undefined || !mayCall(tool, visit.principal, options)) return false;
      visit.outcome = throughFunnel(tool, call.args, { visit, options });
      const outcome = await soon(visit.outcome);
      if (outcome?.ok !== true) return false;
      const result = resultOf(outcome.answer, visit.principal);
      const envelope = ofForm.get(kindOf(result))?.envelope;
      if (envelope === undefined) return false;
      sendIn(envelope, res, id, headOf(envelope, JSON.stringify({ ...result, ...envelope.extras })));
      return true;
    },
    learn: async (plain, { given }, response) => {
      if (given === undefined || response.status !== 200) return response;
      const text = await response.text();
      const envelope = envelopeOf(text, response.headers, given);
      if (envelope !== undefined) {
        // All at once rather than one by one: it happens when somebody tries forms that no client has.
        if (known.size >= MOST_FORMS && !known.has(plain.form)) known.clear();
        const ofForm = known.get(plain.form) ?? new Map<string, Known>();
        if (ofForm.size < MOST_KINDS) ofForm.set(kindOf(given), { envelope, lists: new WeakMap() });
        known.set(plain.form, ofForm);
      }
      return new Response(text, { status: 200, headers: response.headers });
    },
  };
}

const LIST = 'list';

/** Results of one kind have the same members, with content of the same types. */
function kindOf(result: object): string {
  if ('tools' in result) return LIST;
  const content: unknown = Reflect.get(result, 'content');
  const types = Array.isArray(content) ? content.map((each: { type?: unknown }) => each.type) : [];
  return [...Object.keys(result), ...types].join(' ');
}

function listed({ envelope, lists }: Known, shelf: Shelf): Buffer {
  const before = lists.get(shelf);
  if (before !== undefined) return before;
  const list = Buffer.from(headOf(envelope, JSON.stringify({ tools: shelf.toolList, ...envelope.extras })));
  lists.set(shelf, list);
  return list;
}

/** The outcome, unless it takes long; one that cannot be had is for the protocol layer to report. */
function soon(outcome: Promise<CallOutcome>): Promise<CallOutcome | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, SOON_MS, undefined);
    outcome
      .catch(() => undefined)
      .then((ended) => {
        clearTimeout(timer);
        resolve(ended);
      });
  });
}
