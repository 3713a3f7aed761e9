import type { Response as HttpResponse } from 'express';
import type { CallOutcome } from '../../tools/call.js';
import type { McpDoorOptions, Visit } from '../door.js';
import type { Shelf } from '../shelf.js';
import { mayCall, resultOf, throughFunnel } from '../toolbox.js';
import { type Envelope, envelopeOf, openedJson, type Plain, sendIn } from './form.js';

export interface Shortcut {
  /** Answers a request of a known form; false when it has to go through the protocol layer. */
  answer: (plain: Plain, res: HttpResponse, visit: Visit) => Promise<boolean>;
  /** To be shown the protocol layer's answer to a plain request, from which the form becomes known. */
  learn: (plain: Plain, visit: Visit, response: Response) => Promise<Response>;
}

/** Clients of one kind ask alike, so this is more than there are kinds in use. */
const MOST_FORMS = 64;
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
  /** For each form, the envelopes by the kind of result. */
  const known = new Map<string, Map<string, Envelope>>();
  // Per shelf and not per form: both are chosen by callers, and a list is up to 80 kB.
  const lists = new WeakMap<Shelf, Buffer>();

  const envelopesFor = (form: string): ReadonlyMap<string, Envelope> | undefined => {
    const ofForm = known.get(form);
    // Taken out and put back: the first of the map is then the one that was not asked in for the longest.
    if (ofForm !== undefined && known.delete(form)) known.set(form, ofForm);
    return ofForm;
  };

  const keep = (form: string, kind: string, envelope: Envelope): void => {
    known.set(form, (known.get(form) ?? new Map<string, Envelope>()).set(kind, envelope));
    const [oldest] = known.keys();
    if (known.size > MOST_FORMS && oldest !== undefined) known.delete(oldest);
  };

  const listOf = (shelf: Shelf): Buffer => {
    const list = lists.get(shelf) ?? Buffer.from(openedJson({ tools: shelf.toolList }));
    lists.set(shelf, list);
    return list;
  };

  return {
    answer: async (plain, res, visit) => {
      const envelopes = envelopesFor(plain.form);
      if (envelopes === undefined) return false;
      const { call, id } = plain;
      if (call === undefined) {
        const envelope = envelopes.get(LIST);
        if (envelope !== undefined) sendIn(envelope, res, id, listOf(visit.shelf));
        return envelope !== undefined;
      }
      const tool = visit.shelf.tools.get(call.name);
      if (tool === undefined || !mayCall(tool, visit.principal, options)) return false;
      visit.outcome = throughFunnel(tool, call.args, { visit, options });
      const outcome = await soon(visit.outcome);
      if (outcome?.ok !== true) return false;
      const result = resultOf(outcome.answer, visit.principal);
      const envelope = envelopes.get(kindOf(result) ?? '');
      if (envelope === undefined) return false;
      sendIn(envelope, res, id, openedJson(result));
      return true;
    },
    learn: async (plain, { given }, response) => {
      const kind = given && kindOf(given);
      if (given === undefined || kind === undefined || response.status !== 200) return response;
      const text = await response.text();
      const envelope = envelopeOf(text, response.headers, given);
      if (envelope !== undefined) keep(plain.form, kind, envelope);
      return new Response(text, { status: 200, headers: response.headers });
    },
  };
}

const LIST = 'tools';

/**
 * Results of one kind have the same members, and nothing in them that could be judged differently from one to the next:
 * pictures and documents beside the text are left to the protocol layer.
 */
function kindOf(result: object): string | undefined {
  const content: unknown = Reflect.get(result, 'content');
  return Array.isArray(content) && content.length > 1 ? undefined : Object.keys(result).join(' ');
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
