/**
 * What the conformance suite tries and this server has not: name of a scenario, or `scenario:check`, and why.
 * The suite fails when one of them passes after all, and when anything else does not pass.
 */
export type NotApplicable = Readonly<Record<string, string>>;

const TEXT_ONLY = 'prompts and resources here are text; pictures of Linear are given as links';
const NO_TASKS = 'the extension for tasks is not offered: a call is over within its deadline';
const LINKS_ONLY =
  'nothing is asked of the person but to open a link, and only where the client takes links; that is tested in test/e2e/connect.test.ts';
const NO_DIALECT =
  '$schema is left out of the tool list: it would repeat the default of the protocol for each tool';
const EMPTY = 'passes without trying anything, as there is no session and no such tool; not counted';

const BOTH: NotApplicable = {
  'resources-read-binary': TEXT_ONLY,
  'prompts-get-embedded-resource': TEXT_ONLY,
  'prompts-get-with-image': TEXT_ONLY,
  'json-schema-2020-12:json-schema-2020-12-$schema': NO_DIALECT,
};

const NO_LOG = 'no log is sent to clients: it would be written by and about other people';
const NO_SUBSCRIPTION = 'resources cannot be subscribed to: the server keeps nothing between requests';
const NO_REQUESTS = 'the server sends no requests to clients: in 2025-11-25 they need a session';
const NO_NEED = 'no tool needs a capability of the client: without it, it answers in words';
const NO_HEADER_ARGUMENT = 'no tool asks for an argument to be repeated in a header';

export const notApplicable: Readonly<Record<string, NotApplicable>> = {
  '2026-07-28': {
    ...BOTH,
    'server-stateless:sep-2575-server-rejects-undeclared-capability': NO_NEED,
    'server-stateless:sep-2575-missing-capability-http-400': NO_NEED,
    'http-custom-header-server-validation': NO_HEADER_ARGUMENT,
    'input-required-result-basic-elicitation': LINKS_ONLY,
    'input-required-result-basic-sampling': LINKS_ONLY,
    'input-required-result-basic-list-roots': LINKS_ONLY,
    'input-required-result-request-state': LINKS_ONLY,
    'input-required-result-multiple-input-requests': LINKS_ONLY,
    'input-required-result-multi-round': LINKS_ONLY,
    'input-required-result-non-tool-request': LINKS_ONLY,
    'input-required-result-result-type': LINKS_ONLY,
    'input-required-result-tampered-state': LINKS_ONLY,
    'input-required-result-capability-check': LINKS_ONLY,
    'input-required-result-missing-input-response': LINKS_ONLY,
    'input-required-result-ignore-extra-params': LINKS_ONLY,
    'tasks-lifecycle': NO_TASKS,
    'tasks-capability-negotiation': NO_TASKS,
    'tasks-wire-fields': NO_TASKS,
    'tasks-request-state-removal': NO_TASKS,
    'tasks-mrtr-input': NO_TASKS,
    'tasks-request-headers': NO_TASKS,
    'tasks-dispatch-and-envelope': NO_TASKS,
    'tasks-required-task-error': NO_TASKS,
    'tasks-mrtr-composition': NO_TASKS,
  },
  '2025-11-25': {
    ...BOTH,
    'logging-set-level': NO_LOG,
    'tools-call-with-logging': NO_LOG,
    'tools-call-sampling': NO_REQUESTS,
    'tools-call-elicitation': NO_REQUESTS,
    'elicitation-sep1034-defaults': NO_REQUESTS,
    'elicitation-sep1330-enums': NO_REQUESTS,
    'resources-subscribe': NO_SUBSCRIPTION,
    'resources-unsubscribe': NO_SUBSCRIPTION,
    'server-sse-polling': 'answers are not resumable: the server keeps nothing between requests',
    'server-sse-multiple-streams': 'there is no session that streams could share',
  },
};

/** Scenarios that the suite calls passed although nothing was tried. */
export const empty: Readonly<Record<string, NotApplicable>> = {
  '2026-07-28': {
    'tasks-status-notifications': EMPTY,
    'input-required-result-validate-input': EMPTY,
  },
  '2025-11-25': { 'server-session-lifecycle': EMPTY },
};
