import { meansNone, whereListed } from './errors/looking.js';

/**
 * Everything that can go wrong in a call, as one closed union, and its one translation into words.
 *
 * Three readers, three texts: a model gets `sentenceFor` (what to do next), an operator gets `operatorHint`
 * (which setting to look at), the wire gets neither. Text that came from upstream is never part of a failure,
 * except where a field says that it was cleaned.
 */
export type Failure =
  // The caller's arguments.
  | { code: 'invalid_arguments'; problems: readonly string[] }
  | { code: 'name_not_found'; argument: string; given: string; candidates: readonly string[] }
  | { code: 'name_ambiguous'; argument: string; given: string; candidates: readonly string[] }
  // Keycard: the exchange (RFC 8693 §2.2.2; the codes are Keycard's).
  | { code: 'consent_required'; link?: string }
  | { code: 'access_denied' }
  | { code: 'subject_token_rejected' }
  | { code: 'subject_token_malformed' }
  | { code: 'person_unknown' }
  | { code: 'resource_not_owned' }
  | { code: 'resource_unknown' }
  | { code: 'client_rejected' }
  | { code: 'identity_unavailable' }
  | { code: 'exchange_refused' }
  | { code: 'exchange_unavailable'; retryAfterSeconds?: number }
  | { code: 'exchange_answer_invalid' }
  // Linear.
  | { code: 'linear_token_rejected' }
  | { code: 'linear_forbidden'; cleaned?: string }
  // `lookIn` is the tool that lists what there is, when it is no issue.
  | { code: 'linear_not_found'; what: string; lookIn?: string }
  | {
      code: 'linear_invalid_input';
      cleaned?: string;
      /** Of what was changed nothing is said: it was a read, or the answer tells it. */
      isSilent?: boolean;
      /** Others before it may have been done. */
      isOneOfSeveral?: boolean;
      /** Which of several, by its name in our document; nobody is told. */
      part?: string;
    }
  | { code: 'linear_rate_limited'; retryAfterSeconds?: number }
  | { code: 'linear_too_complex' }
  | { code: 'linear_unavailable' }
  | { code: 'linear_answer_invalid' }
  // Ourselves.
  | { code: 'deadline_exceeded'; seconds: number; beforeLinear?: boolean }
  | { code: 'canceled' }
  | { code: 'read_only' }
  | { code: 'audit_unavailable' }
  | { code: 'internal' };

export type FailureCode = Failure['code'];

/** The only error that rooms throw on purpose. It has no `cause`: that would keep requests, and their tokens, alive. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly failure: Failure;
  /** The upstream's id of the request that failed, for the operator's log. */
  readonly reference: string | undefined;

  constructor(failure: Failure, { reference }: { reference?: string | undefined } = {}) {
    super(failure.code);
    this.failure = failure;
    this.reference = reference;
  }
}

/** Throws the failure; the return type lets it stand in an expression. */
export function fail(failure: Failure): never {
  throw new CallFailure(failure);
}

/**
 * What a model is told, always ending in its next step.
 *
 * The words "401" and "unauthorized" are kept out: some clients take them for a sign-out of this server.
 */
export function sentenceFor(failure: Failure): string {
  switch (failure.code) {
    case 'invalid_arguments':
      return `Nothing was done: ${failure.problems.join('; ')}. Correct the arguments and call again.`;
    case 'name_not_found':
      return `No ${failure.argument} is called ${quoted(failure.given)}. ${candidateList(failure)}Nothing was done; call again ${isAboutWhatIsThere(failure) ? 'without it' : 'with one that exists'}.`;
    case 'name_ambiguous':
      return `${quoted(failure.given)} fits more than one ${failure.argument}: ${failure.candidates.join(', ')}. Nothing was done; call again with exactly one of them.`;
    case 'consent_required':
      return `The person has not connected Linear to Keycard yet, or has withdrawn it. ${howToConnect(failure.link)} Retrying without that cannot succeed.`;
    case 'access_denied':
      return 'A Keycard access policy does not allow this person to reach Linear through this server. Tell them to ask the administrator of the Keycard zone; retrying cannot succeed.';
    case 'subject_token_rejected':
      return 'Keycard no longer accepts the session of this connection. Ask the person to sign in to this server again (in Claude Code: /mcp), then repeat the call.';
    case 'subject_token_malformed':
      return 'Keycard could not read the token of this connection. Ask the person to sign in to this server again; if that does not help, its operator has to look at the log.';
    case 'person_unknown':
      return 'The person for whom this API key acts is not known, or nobody may act for them. Tell the person that the operator of this server has to look at the key; retrying cannot succeed.';
    case 'exchange_refused':
      return 'Keycard does not let this server exchange tokens in this way; a retry cannot change that. Tell the person that its operator has to look at the log.';
    case 'resource_not_owned':
      return 'In Keycard, the resource of this server belongs to another application, so it cannot reach Linear for anybody. Tell the person that its operator has to look at the log; retrying cannot succeed.';
    case 'resource_unknown':
      return 'Keycard does not know Linear under the name that this server uses, so it cannot reach Linear for anybody. Tell the person that its operator has to look at the log; retrying cannot succeed.';
    case 'client_rejected':
      return "Keycard does not accept this server's own credential, so it cannot reach Linear for anybody. Tell the person that its operator has to look at the log; retrying cannot succeed.";
    case 'identity_unavailable':
      return 'This server cannot prove to Keycard who it is, so it cannot reach Linear for anybody. Tell the person that its operator has to look at the log; retrying cannot succeed.';
    case 'exchange_unavailable':
      return `Keycard is not available, so Linear was not called. Try again ${inSeconds(failure.retryAfterSeconds)}; if it keeps failing, tell the person.`;
    case 'exchange_answer_invalid':
      return 'Keycard gave an answer that cannot be trusted, so Linear was not called. Try once more; if it fails again, tell the person that the operator of this server has to look at its log.';
    case 'linear_token_rejected':
      return 'Linear did not accept the access that Keycard issued for this call. Ask the person to reconnect Linear by signing in to this server again; retrying without that cannot succeed.';
    case 'linear_forbidden':
      return `Linear does not allow this person to do that${inBrackets(failure.cleaned)}. Tell them: whom it belongs to or an administrator of Linear may be able to; retrying cannot succeed.`;
    case 'linear_not_found':
      return `Linear has no ${failure.what} that this person can see. Check the identifier with ${failure.lookIn ?? 'list_issues or search_issues'}.`;
    case 'linear_invalid_input':
      return `Linear did not accept the values${inBrackets(failure.cleaned)}. ${correction(failure)} and call again.`;
    case 'linear_rate_limited':
      return `This person's Linear quota is used up for the moment. Try again ${inSeconds(failure.retryAfterSeconds)}, and ask for less at a time.`;
    case 'linear_too_complex':
      return 'Linear refused the query as too large. Ask for fewer rows (limit) or fewer details, and page with the cursor.';
    case 'linear_unavailable':
      return 'Linear did not answer properly. For a read: try again in a moment. For a write: check first whether it took effect, then repeat it.';
    case 'linear_answer_invalid':
      return 'Linear gave an answer that could not be read. For a read: try once more, and ask for less if it fails again. For a write: check first whether it took effect, then repeat it.';
    case 'deadline_exceeded':
      return failure.beforeLinear
        ? `Keycard took too long, and the call was stopped after ${failure.seconds} seconds before Linear was asked. Nothing was done; try again in a moment.`
        : `The call was stopped after ${failure.seconds} seconds. For a read: ask for less. For a write: check first whether it took effect.`;
    case 'canceled':
      return 'The call was canceled by the client.';
    case 'read_only':
      return 'This connection only reads, so nothing was changed. Tell the person; retrying cannot succeed.';
    case 'audit_unavailable':
      return 'This server has to record every change and cannot do so at the moment, so nothing was changed. Reading still works. Try again in a minute; if it keeps failing, tell the person that its operator has to look at the log.';
    case 'internal':
      return 'Something went wrong inside this server; it has been logged. Try once more; if it fails again, tell the person to give its operator the request id.';
  }
}

/**
 * What is wrong with one item of several, for a list of them; `undefined` when the failure is not the item's.
 * The list ends in the next step, so that this does not have to.
 */
export function problemOf(failure: Failure): string | undefined {
  switch (failure.code) {
    case 'invalid_arguments':
      return failure.problems.join('; ');
    case 'name_not_found':
      return `no ${failure.argument} is called ${quoted(failure.given)}${failure.candidates.length === 0 ? ` (look it up with ${whereListed(failure.argument)})` : ` (there is: ${failure.candidates.join(', ')})`}`;
    case 'name_ambiguous':
      return `${quoted(failure.given)} fits more than one ${failure.argument}: ${failure.candidates.join(', ')}`;
    default:
      return undefined;
  }
}

/** What the operator's log says beside the code, when the fault is theirs to mend; `undefined` when it is not. */
export function operatorHint(failure: Failure): string | undefined {
  switch (failure.code) {
    case 'resource_not_owned':
      return 'The resource of PUBLIC_URL is not owned by the application of KEYCARD_CLIENT_ID: set its application in Keycard.';
    case 'resource_unknown':
      return 'Keycard does not know the resource of LINEAR_RESOURCE: create it in the zone with the Linear provider.';
    case 'client_rejected':
      return 'Keycard does not accept the identity that the start-up log names: check the application credential.';
    case 'identity_unavailable':
      return "The platform's token for this workload cannot be read: check the file, socket or variable that the start-up log names.";
    case 'exchange_refused':
      return 'Keycard refuses this client or scope for token exchange: check the application credential and its grants and, for an API key, the policy that permits impersonation.';
    case 'access_denied':
      return "A policy forbids it (for an API key: none permits this application to act as that person), or the Linear resource is not a dependency of the application: see the zone's audit log.";
    case 'person_unknown':
      return 'The user of this API key is not the identifier of a person in the zone (test mode: no e-mail address of the workspace): see `npm run keys -- list`.';
    case 'subject_token_malformed':
      return 'Keycard could not read a subject token that this server had verified: compare KEYCARD_URL with the zone.';
    case 'exchange_answer_invalid':
      return 'The token endpoint answered something that is not a token response: check KEYCARD_URL for a proxy in between.';
    case 'audit_unavailable':
      return 'AUDIT_REQUIRED is set and the audit log cannot be written: check AUDIT_LOG, its disk and its permissions.';
    default:
      return undefined;
  }
}

function howToConnect(link: string | undefined): string {
  return link === undefined
    ? 'Ask them to sign in to this server again and to approve Linear on the way; then repeat the call.'
    : `Give them this link, which works for ten minutes and only for them: ${link} When they say that it is done, repeat the call.`;
}

function inBrackets(cleaned: string | undefined): string {
  return cleaned === undefined ? '' : ` (${cleaned})`;
}

function correction(failure: { isSilent?: boolean; isOneOfSeveral?: boolean }): string {
  if (failure.isSilent) return 'Correct them';
  return failure.isOneOfSeveral
    ? 'Other parts of this call may have been done: look first, then correct them'
    : 'Nothing was changed; correct them';
}

function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(short);
}

/** Whether what has nothing of a kind was to lose some of it. */
function isAboutWhatIsThere({
  argument,
  candidates,
}: {
  argument: string;
  candidates: readonly string[];
}): boolean {
  return candidates.length === 0 && / (?:on (?:it|this|these)|of this issue)\b/.test(argument);
}

function candidateList({ argument, given, candidates }: Failure & { code: 'name_not_found' }): string {
  if (meansNone(argument, given)) return 'For nothing, give "none". ';
  if (candidates.length > 0) return `There is: ${candidates.join(', ')}. `;
  if (isAboutWhatIsThere({ argument, candidates })) return 'There is none at all. ';
  if (/^https?:/i.test(given)) return `For a link, give the name or UUID, from ${whereListed(argument)}. `;
  return `Nothing resembles it: look it up first with ${whereListed(argument)}. `;
}

function inSeconds(seconds: number | undefined): string {
  return seconds === undefined ? 'in a few seconds' : `in ${seconds} second${seconds === 1 ? '' : 's'}`;
}
