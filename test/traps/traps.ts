/** One thing that clients get wrong, or that servers do to them, in our words. */
export interface Trap {
  /** What happens in the field. */
  trap: string;
  /** What this server does so that it does not matter here. */
  here: string;
  tests: readonly (readonly [file: string, title: string])[];
  /** Why there is nothing, or nothing more, to test here. */
  because?: string;
}

const APP = 'http/app.test.ts';
const TRAPS = 'e2e/traps.test.ts';
const GATES = 'security/gates.test.ts';
const CLIENTS = 'interop/clients.test.ts';
const FAILURES = 'e2e/failures.test.ts';
const ZONE = 'the authorization server decides it';

export const traps: readonly Trap[] = [
  {
    trap: 'a resource identifier without a path gains a slash on the way, and the audience differs',
    here: 'the identifier has a path, and no slash at its end; the comparison is exact',
    tests: [
      [TRAPS, 'signs in and calls (%s)'],
      [TRAPS, 'does not get in with a token for an audience with a slash'],
      ['unit/config/config.test.ts', 'takes a trailing slash off PUBLIC_URL and KEYCARD_URL'],
    ],
  },
  {
    trap: 'a client asks for a token for the origin instead of `/mcp`',
    here: 'refused with the metadata that name the right one; the README names the address to give to clients',
    tests: [['unit/auth/claims.test.ts', 'refuses the audience %j']],
  },
  {
    trap: 'resource metadata are looked for at one place only',
    here: 'the same document at the root and under the path',
    tests: [[APP, 'serves the same document at %s, to anybody']],
  },
  {
    trap: 'discovery dies of a 401, a 403 or a web page where a document was expected',
    here: 'a JSON 404 for what there is not, and nothing well-known behind authentication',
    tests: [
      [APP, 'answers %s with a JSON 404'],
      ['security/discovery.test.ts', 'S34: is JSON where there is none'],
    ],
  },
  {
    trap: 'the metadata of the authorization server are looked for here',
    here: 'mirrored from memory, with the true issuer',
    tests: [
      [APP, "mirrors the authorization server's metadata with its true issuer"],
      ['e2e/zone-trouble.test.ts', 'is mirrored from memory: many looks are one request to the zone'],
    ],
  },
  {
    trap: 'without a scope in the challenge, clients ask for all, for none, or for OpenID scopes',
    here: 'the least scope in every challenge, and a short list in the metadata',
    tests: [
      [APP, 'challenges a request without credentials and names no error'],
      ['security/discovery.test.ts', 'S32: says the same at both places'],
    ],
  },
  {
    trap: '403 with a further scope is ignored, shown as an expired token, or answered in a loop',
    here: 'the scopes that the token has and the one more; reading needs none; a client that only refreshes is not kept busy',
    tests: [
      [TRAPS, 'asks for all that it had and the one more, and the call then works (%s)'],
      [TRAPS, 'and refreshes instead of asking is told so, without a loop, and goes on reading (v1)'],
      [GATES, 'S47: is answered with 403'],
    ],
  },
  {
    trap: 'only HTTP 401 starts a sign-in; an error inside an answer never does',
    here: 'the gate stands before the protocol',
    tests: [
      [TRAPS, 'by %s is told to sign in, before anything else of its request is judged'],
      [FAILURES, 'is answered once with a challenge, then with words (%s)'],
    ],
  },
  {
    trap: 'storms of sign-ins and refreshes, old refresh tokens used again, refreshes at once',
    here: 'a refusal does no I/O; a refresh without a person works with every client tried',
    tests: [
      [TRAPS, 'in five calls at once, with one refresh token, does not end up signed out (%s)'],
      [TRAPS, 'and storms with a dead token costs nothing upstream and is slowed by nobody else'],
      ['e2e/walk.test.ts', 'refreshes by itself when its access token is no longer good'],
      [CLIENTS, '$label signs in, lists tools, calls three and refreshes'],
    ],
  },
  {
    trap: 'hosted clients share a few addresses, and a limit by address stops everybody',
    here: 'people are limited as themselves; the limit by address is a wide net',
    tests: [['e2e/limits.test.ts', 'who floods is answered 429 before anything is dispatched']],
  },
  {
    trap: 'a fault of the server told as 401 makes clients throw their tokens away',
    here: '503 where no key can be had; tool errors for everything upstream',
    tests: [
      [GATES, 'S48: is 503 with Retry-After'],
      [GATES, 'S48: is never told as one'],
    ],
  },
  {
    trap: '"401" or "unauthorized" in the text of a tool is read as signed out',
    here: 'neither is ever in one',
    tests: [
      [TRAPS, 'never sounds as if the person were signed out'],
      ['security/errors.test.ts', 'S76: of an upstream, or of our own, is told in our words only'],
    ],
  },
  {
    trap: 'GET answered by anything but 405 makes clients reconnect for ever',
    here: '405 with `Allow: POST` at once, and 401 without a token; no stream that idles',
    tests: [
      [APP, 'answers %s with 405 when signed in and 401 when not'],
      [TRAPS, 'and asks for a stream with its token is told at once that there is none'],
    ],
  },
  {
    trap: 'a session that the server does not know leaves the client stuck',
    here: 'there are no sessions: what is sent is ignored',
    tests: [['security/protocol.test.ts', 'S42: and sessions of another time do not matter']],
  },
  {
    trap: '`/mcp` and `/mcp/` treated differently, or redirected to a page',
    here: 'one handler and no redirect; the chapter on deploying names the rule for what stands in front',
    tests: [
      [APP, 'serves /mcp/ as /mcp, without a redirect'],
      [TRAPS, 'signs in and calls (%s)'],
    ],
  },
  {
    trap: 'URL elicitation: declared or not, and different in each revision',
    here: 'only where `url` is declared, in the form of the revision; else a link in words',
    tests: [
      [
        'e2e/connect.test.ts',
        'of 2025-11-25 gets the URL-elicitation error, and only when it has declared url',
      ],
    ],
  },
  {
    trap: 'clients of earlier revisions leave versions out, or ask before they have agreed on one',
    here: 'answered in their own revision, and served without',
    tests: [[TRAPS, 'of %s is answered in its own, and served without a version in later requests']],
  },
  {
    trap: 'a web page cannot read the challenge, or its preflight is asked for a token',
    here: 'preflights need none; what a client has to read is exposed',
    tests: [
      [
        'browser/page.test.ts',
        'of an allowed origin reads the challenge, the metadata it names, and an answer',
      ],
      ['browser/page.test.ts', 'of a foreign origin reads nothing of the server, with a token or without'],
      [APP, 'answers the preflight of an allowed page without a token and lets it read the challenge'],
    ],
  },
  {
    trap: 'non-Latin letters in encoded headers and state',
    here: 'UTF-8 in both directions',
    tests: [
      [TRAPS, 'of many alphabets reach Linear and come back as they were, named in a header or not (%s)'],
    ],
  },
  {
    trap: 'AI clients take a timeout for a failure and write again',
    here: 'an idempotency key makes the second write the first one',
    tests: [['unit/tools/writes.test.ts', 'makes one issue of two calls with one key, and says so']],
  },
  {
    trap: 'a long list of tools eats the context',
    here: 'a daily set by default, and a budget that a test holds',
    tests: [['snapshots/costs.test.ts', 'is at most 25 tools and 8,000 tokens by default']],
  },
  {
    trap: 'an issuer in the callback (RFC 9207) that a client does not expect',
    here: 'the mirror says what the zone says',
    tests: [[CLIENTS, '$label signs in, lists tools, calls three and refreshes']],
    because: ZONE,
  },
  {
    trap: 'client ID metadata documents missing, or a loopback port refused',
    here: 'both ways of registration work; a sandbox offers registration alone, as it need not be online',
    tests: [
      [TRAPS, 'registers at a sandbox, which need not be online, unless that is told to read such documents'],
      [CLIENTS, '$label signs in, lists tools, calls three and refreshes'],
    ],
  },
  {
    trap: 'a refused grant answered with 401 instead of 400',
    here: 'the token endpoint is not this server’s, and no status of it is rewritten',
    tests: [],
    because: ZONE,
  },
];
