import type { Row } from './row.js';

const FAILURES = 'e2e/failures.test.ts';
const CONNECT = 'e2e/connect.test.ts';
const TROUBLE = 'e2e/zone-trouble.test.ts';
const KEYS = 'unit/auth/keys.test.ts';
const CLAIMS = 'unit/auth/claims.test.ts';
const PROCESS = 'e2e/process.test.ts';
const WRITES = 'unit/tools/writes.test.ts';

/** The table of threats: what is tried, and where it comes from. */
export const rows: Readonly<Record<string, Row>> = {
  S1: { what: 'unsigned tokens', clause: 'RFC 8725 §3.1, §3.2' },
  S2: { what: 'public key as a shared secret', clause: 'RFC 8725 §2.1' },
  S3: {
    what: 'algorithm and key that contradict each other, short keys',
    clause: 'RFC 8725 §3.1, RFC 7518 §3.3',
  },
  S4: { what: 'hostile key ids', clause: 'RFC 8725 §3.10' },
  S5: { what: 'keys that the token brings along', clause: 'RFC 8725 §3.10' },
  S6: { what: 'critical headers that nobody knows', clause: 'RFC 7515 §4.1.11' },
  S7: { what: 'type of the token', clause: 'RFC 8725 §3.11, RFC 9068 §4', also: [[KEYS, 'accepts typ %j']] },
  S8: { what: 'equal members', clause: 'RFC 7519 §4' },
  S9: { what: 'audience', clause: 'RFC 8707 §2', also: [[CLAIMS, 'refuses the audience %j']] },
  S10: { what: 'issuer', clause: 'RFC 8725 §3.8', also: [[CLAIMS, 'refuses the issuer %j']] },
  S11: {
    what: 'times and their edges',
    clause: 'RFC 7519 §4.1',
    also: [[CLAIMS, 'allows clocks to differ by 30 seconds and not by one more']],
  },
  S12: { what: 'tokens that are no JWT', clause: 'RFC 7519 §7.2, RFC 7515 §2' },
  S13: { what: 'length of a token', clause: 'RFC 6585 §5' },
  S14: { what: 'form of the Authorization header', clause: 'RFC 6750 §2.1, RFC 9110 §11' },
  S15: { what: 'token in another place', clause: 'MCP authorization, RFC 9700 §4.3.2' },
  S16: { what: 'no credentials', clause: 'RFC 6750 §3.1' },
  S17: { what: 'token of nobody', clause: 'RFC 9068 §2.2', also: [[CLAIMS, 'serves people only']] },
  S18: { what: 'another kind of token', clause: 'RFC 8725 §3.12' },
  S19: {
    what: 'inbound token beyond this server',
    clause: 'MCP security best practices, token passthrough',
    also: [
      ['e2e/secrets.test.ts', 'stay where they belong'],
      [TROUBLE, 'does not reach Linear even when the zone hands it back'],
    ],
  },
  S20: { what: 'answers of the token endpoint', clause: 'RFC 8693 §2.2.1' },
  S21: { what: 'errors of the token endpoint', clause: 'RFC 6749 §5.2, RFC 8693 §2.2.2' },
  S22: { what: 'one exchange per call, no shared failure', clause: 'own rule: no token is kept' },
  S23: { what: 'requests that must cost nothing', clause: 'own rule: no token is kept' },
  S24: { what: 'names that run into each other', clause: 'own rule: nothing is keyed by a name' },
  S25: {
    what: 'token that changed, grant that ended',
    clause: 'RFC 9700 §2.3',
    also: [[TROUBLE, 'that is revoked in mid-session fails the very next call']],
  },
  S26: { what: 'fresh token that Linear refuses', clause: 'own rule: no second exchange' },
  S27: {
    what: 'more scope than was asked for',
    clause: 'MCP security best practices, scope minimization',
    because:
      'the exchange asks for no scope: the zone decides it, and what its answer says of it is not used',
  },
  S28: { what: 'tokens in memory', clause: 'MCP security considerations, token theft' },
  S29: { what: 'token endpoint that redirects', clause: 'MCP security best practices, SSRF' },
  S30: {
    what: 'odd characters in client id and secret',
    clause: 'RFC 6749 §2.3.1',
    also: [
      [
        'e2e/identity.test.ts',
        'by client id and secret, with characters that Basic authentication has to encode',
      ],
    ],
  },
  S31: {
    what: 'zone that is down at first',
    clause: 'own rule: no failure is remembered',
    also: [[TROUBLE, 'that failed at first is tried again, and the zone is used without a restart']],
  },
  S32: { what: 'resource metadata', clause: 'RFC 9728 §3.1, §3.3' },
  S33: { what: 'forged hosts', clause: 'RFC 9110 §7.2, RFC 9700 §4.13' },
  S34: { what: 'well-known places where nothing is', clause: 'RFC 8615 §3' },
  S35: { what: 'foreign pages and rebound names', clause: 'MCP Streamable HTTP, security warning' },
  S36: { what: 'preflight', clause: 'Fetch standard, CORS protocol' },
  S37: { what: 'foreign text in headers', clause: 'RFC 6750 §3, RFC 9110 §5.5' },
  S38: { what: 'headers that contradict the message', clause: 'MCP 2026-07-28, server validation' },
  S39: { what: 'batches', clause: 'MCP 2025-06-18, changelog' },
  S40: {
    what: 'revisions and capabilities',
    clause: 'MCP 2026-07-28, error codes',
    because: '-32021 has no occasion: no tool demands a capability of its client',
  },
  S41: { what: 'methods other than POST', clause: 'RFC 9110 §15.5.6' },
  S42: { what: 'sessions of another time', clause: 'MCP Streamable HTTP, backwards compatibility' },
  S43: { what: 'state that the client carries', clause: 'MCP 2026-07-28, multi round-trip requests' },
  S44: {
    what: 'links only to clients that open links',
    clause: 'MCP elicitation, capabilities',
    also: [
      [CONNECT, 'of 2026-07-28 gets input_required with the link, and only when it has declared url'],
      [CONNECT, 'of 2025-11-25 gets the URL-elicitation error, and only when it has declared url'],
    ],
  },
  S45: {
    what: 'client that hangs up',
    clause: 'MCP cancellation',
    also: [['e2e/endings.test.ts', 'is aborted at Linear when the client goes away, and leaves one event']],
  },
  S46: { what: 'expired token', clause: 'MCP authorization, token handling' },
  S47: {
    what: 'missing scope',
    clause: 'RFC 6750 §3.1, MCP authorization, scope challenge',
    because: 'the two scopes stand side by side: there is no hierarchy to honour',
  },
  S48: { what: 'faults that are not the caller’s', clause: 'RFC 9110 §15.6.4' },
  S49: {
    what: 'token that the zone no longer takes',
    clause: 'RFC 8693 §2.2.2',
    also: [[FAILURES, 'is answered once with a challenge, then with words (%s)']],
  },
  S50: {
    what: 'Linear not connected yet',
    clause: 'MCP elicitation, phishing',
    also: [
      [CONNECT, 'connects it for the person it was made for, and the next call with the same token works'],
      [CONNECT, 'says nothing about whom it is for, and grants nothing by itself'],
      [CONNECT, 'connects nothing for anybody else who opens it'],
      [CONNECT, 'works once'],
    ],
  },
  S51: { what: 'bodies of strangers, bodies too large', clause: 'RFC 9110 §15.5.14' },
  S52: { what: 'bodies too deep or too wide, prototypes', clause: 'RFC 8259 §9' },
  S53: { what: 'clients that are slow on purpose', clause: 'RFC 9110 §15.5.9' },
  S54: { what: 'ambiguous framing', clause: 'RFC 9112 §2.2, §3.2, §5.2, §6.1' },
  S55: { what: 'floods', clause: 'RFC 6585 §4' },
  S56: {
    what: 'open streams',
    clause: 'own rule: bounded per person',
    also: [
      [
        'e2e/limits.test.ts',
        'may have only so many requests in progress, and gets its place back when they end',
      ],
    ],
  },
  S57: { what: 'patterns on hostile text', clause: 'CWE-1333' },
  S58: { what: 'answers of Linear without an end', clause: 'own rule: every wait ends' },
  S59: { what: 'forged key ids by the thousand', clause: 'RFC 8725 §3.10' },
  S60: {
    what: 'keys that cannot be had',
    clause: 'RFC 9110 §15.6.4',
    also: [[KEYS, 'serve on when they are stale within the bound, and not beyond it']],
  },
  S61: {
    what: 'rotation',
    clause: 'RFC 7517 §4.5',
    also: [
      [KEYS, 'may rotate without a restart'],
      [TROUBLE, 'may be rotated while the server serves: tokens of the new key are taken within seconds'],
    ],
  },
  S62: {
    what: 'odd sets of keys',
    clause: 'RFC 7517 §5',
    also: [[KEYS, 'that are bad or foreign do not disturb the good one']],
  },
  S63: { what: 'zone that comes and goes', clause: 'own rule: every wait ends' },
  S64: { what: 'callers that ask again while they fail', clause: 'CWE-674' },
  S65: {
    what: 'rate limits of Linear',
    clause: 'RFC 9110 §10.2.3, Linear rate limiting',
    also: [['unit/linear/wire/judging.test.ts', 'twice when Linear is unavailable, the second time later']],
  },
  S66: {
    what: 'faults of Linear, and what may be sent again',
    clause: 'RFC 9110 §9.2.2',
    also: [
      ['unit/linear/client.test.ts', 'is sent once, whatever happens to it'],
      [WRITES, 'is not repeated when its answer is lost'],
    ],
  },
  S67: {
    what: 'half an answer',
    clause: 'GraphQL October 2021 §7.1',
    also: [['unit/linear/client.test.ts', 'does not take a part for the whole']],
  },
  S68: { what: 'access that Linear ended', clause: 'Linear error codes' },
  S69: {
    what: 'one thing created twice',
    clause: 'RFC 9110 §9.2.2',
    also: [
      [WRITES, 'makes one issue of two calls with one key, and says so'],
      [WRITES, 'makes one comment when the answer was lost'],
    ],
  },
  S70: { what: 'many people at once', clause: 'CWE-488' },
  S71: { what: 'lists and caches', clause: 'MCP 2026-07-28, caching' },
  S72: {
    what: 'handle of somebody else',
    clause: 'MCP security best practices, state handles',
    also: [['unit/tools/issues/list.test.ts', 'is refused for another person, who sees no rows']],
  },
  S73: {
    what: 'instructions in the text of issues',
    clause: 'OWASP LLM01',
    also: [
      ['unit/tools/text/untrusted.test.ts', 'can be opened and closed by us only, whatever it holds'],
      ['unit/tools/get.test.ts', 'wraps hostile text so that it stays data'],
    ],
  },
  S74: { what: 'GraphQL and paths in arguments', clause: 'CWE-943' },
  S75: { what: 'secrets in logs, errors and answers', clause: 'CWE-532, CWE-209' },
  S76: { what: 'what an error tells', clause: 'CWE-209' },
  S77: { what: 'the same in every environment', clause: 'CWE-209' },
  S78: {
    what: 'wrong configuration',
    clause: 'own rule: refuse to start',
    also: [
      ['unit/config/config.test.ts', 'refuses %s=%j and names it'],
      ['unit/config/config.test.ts', 'lists all problems at once and repeats no value'],
      [PROCESS, 'with one wrong value exits 1 and names it'],
    ],
    because: 'variables that we do not know are not ours to refuse: every environment has some',
  },
  S79: {
    what: 'being stopped, clocks, names that do not resolve',
    clause: 'own rule: drain, then end',
    also: [
      [PROCESS, 'exits at once on a second signal'],
      [PROCESS, 'exits 0 after SIGTERM'],
      ['e2e/endings.test.ts', 'in flight is finished when the server stops, and no new one is taken'],
    ],
  },
  S80: {
    what: 'what is installed',
    clause: 'SLSA, OWASP A06',
    because: 'an image and its user are the deployment’s; the audit needs the registry and runs in CI',
  },
  S81: {
    what: 'confused deputy',
    clause: 'MCP security best practices, confused deputy',
    also: [
      [CONNECT, 'are locked down'],
      [CONNECT, 'take a return only from the browser that left, with the state it left with'],
      [CONNECT, 'redirect nowhere but to the zone, whatever they are given'],
    ],
  },
};
