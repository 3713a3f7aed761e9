/** The environment variables this server knows: name, default, meaning, fix and check. The README's table is made of them. */

import { TOOLSET_WORDS } from '../toolsets.js';
import {
  bindAddress,
  endpoint,
  filePath,
  flag,
  hostName,
  identifier,
  issuer,
  LOG_LEVELS,
  listOf,
  logLevel,
  optionalSecret,
  origin,
  type Parsed,
  proxies,
  redisUrl,
  scopeToken,
  toolsets,
  wholeNumber,
} from './parse.js';

export interface Setting<T> {
  readonly name: string;
  /** Absent: the variable is required. */
  readonly default?: string;
  readonly what: string;
  /** What to do when it is missing or wrong. */
  readonly fix: string;
  readonly parse: (text: string) => Parsed<T>;
}

function setting<T>(value: Setting<T>): Setting<T> {
  return value;
}

export const settings = {
  KEYCARD_URL: setting({
    name: 'KEYCARD_URL',
    what: "The zone's issuer. When absent, it is made of `zone.id` and `environment` in `keycard.toml`.",
    fix: 'set it to the URL of your zone, such as https://abc123.keycard.cloud, or put zone.id into keycard.toml',
    parse: issuer,
  }),
  PUBLIC_URL: setting({
    name: 'PUBLIC_URL',
    default: 'http://localhost:8000',
    what: 'Origin under which clients reach the server. The resource identifier, and only accepted audience, is this followed by `/mcp`. Follows `PORT` when absent.',
    fix: 'set the origin that clients use, such as https://linear-mcp.example.com',
    parse: origin,
  }),
  HOST: setting({
    name: 'HOST',
    default: '127.0.0.1',
    what: 'Address to listen on.',
    fix: 'use 127.0.0.1, or 0.0.0.0 in a container',
    parse: bindAddress,
  }),
  PORT: setting({
    name: 'PORT',
    default: '8000',
    what: 'Port to listen on; 0 for any free one.',
    fix: 'choose a free port',
    parse: wholeNumber(0, 65_535),
  }),
  ALLOWED_HOSTS: setting({
    name: 'ALLOWED_HOSTS',
    default: '',
    what: 'Further values of the `Host` header that are served, comma-separated. The host of `PUBLIC_URL` and, on a loopback listener, the loopback names always are.',
    fix: 'list hosts such as internal.example:8000',
    parse: listOf(hostName),
  }),
  ALLOWED_ORIGINS: setting({
    name: 'ALLOWED_ORIGINS',
    default: '',
    what: 'Origins of web pages that may call the server, comma-separated; no wildcard. The own origin always may and, when `PUBLIC_URL` is loopback, any loopback origin.',
    fix: 'list origins such as https://chat.example.com',
    parse: listOf(origin),
  }),
  LINEAR_RESOURCE: setting({
    name: 'LINEAR_RESOURCE',
    default: 'https://api.linear.app',
    what: 'Identifier of the Linear resource in the zone: what is exchanged for.',
    fix: 'use the identifier of the Linear resource exactly as Keycard shows it',
    parse: identifier,
  }),
  LINEAR_API_URL: setting({
    name: 'LINEAR_API_URL',
    default: 'https://api.linear.app/graphql',
    what: "Linear's GraphQL endpoint: what is called.",
    fix: 'leave it out unless you test against another server',
    parse: endpoint,
  }),
  TOOLSETS: setting({
    name: 'TOOLSETS',
    default: 'default',
    what: 'Toolsets that are served at most, comma-separated, or `default`, or `all`. A connection narrows them with the header `X-MCP-Toolsets`.',
    fix: `list some of ${TOOLSET_WORDS.join(', ')}`,
    parse: toolsets,
  }),
  READ_ONLY: setting({
    name: 'READ_ONLY',
    default: '0',
    what: '1 serves nothing that writes. A connection asks for it with the header `X-MCP-Readonly: true`.',
    fix: 'use 1 or 0',
    parse: flag,
  }),
  WRITE_SCOPE: setting({
    name: 'WRITE_SCOPE',
    default: '',
    what: 'Scope that tools that write need besides `mcp:tools`. A call without it is answered HTTP 403 `insufficient_scope`, so that clients ask for it.',
    fix: 'name one scope that the resource has in Keycard, such as mcp:write',
    parse: scopeToken,
  }),
  ACCEPT_MISSING_SUB_PROFILE: setting({
    name: 'ACCEPT_MISSING_SUB_PROFILE',
    default: '0',
    what: '1 accepts tokens without the claim `sub_profile`. Otherwise only tokens that say `user` are served.',
    fix: 'set it to 1 only for a zone that does not issue the claim',
    parse: flag,
  }),
  API_KEYS_FILE: setting({
    name: 'API_KEYS_FILE',
    default: '',
    what: 'File of the API keys, made by `npm run keys`. Without it there are no API keys and no REST door.',
    fix: 'name the file that `npm run keys -- create` has made',
    parse: filePath,
  }),
  TRUST_PROXY: setting({
    name: 'TRUST_PROXY',
    default: '',
    what: 'Which proxies to believe about the address of a client: a number of hops, or addresses and networks (`loopback`, `10.0.0.0/8`), comma-separated. Everything else of their headers is ignored.',
    fix: 'use 1 behind one proxy of your own, or its address',
    parse: proxies,
  }),
  CONNECT_SECRET: setting({
    name: 'CONNECT_SECRET',
    default: '',
    what: 'Seals the links and cookies of `/connect`. The same for all replicas, so that a link of one works at the others; when absent, each process makes its own.',
    fix: 'use at least 32 random characters',
    parse: optionalSecret,
  }),
  REDIS_URL: setting({
    name: 'REDIS_URL',
    default: '',
    what: 'What replicas share: counts of requests per person and key, and which links of `/connect` are spent. While it cannot be asked, each replica counts for itself. Holds digests, never a token or a name.',
    fix: 'use redis://host:6379, or rediss: for TLS, with user and password percent-encoded',
    parse: redisUrl,
  }),
  CALL_TIMEOUT_SECONDS: setting({
    name: 'CALL_TIMEOUT_SECONDS',
    default: '30',
    what: 'Deadline of one tool call, exchange and Linear together, in seconds.',
    fix: 'use a number from 1 to 300',
    parse: wholeNumber(1, 300),
  }),
  DRAIN_DELAY_SECONDS: setting({
    name: 'DRAIN_DELAY_SECONDS',
    default: '2',
    what: 'How long the server still takes calls after SIGTERM while `/readyz` says that it drains, so that a load balancer can look away first, in seconds.',
    fix: 'use a number from 0 to 60',
    parse: wholeNumber(0, 60),
  }),
  DRAIN_SECONDS: setting({
    name: 'DRAIN_SECONDS',
    default: '30',
    what: 'How long calls in flight may finish after SIGTERM, in seconds.',
    fix: 'use a number from 0 to 600',
    parse: wholeNumber(0, 600),
  }),
  LOG_LEVEL: setting({
    name: 'LOG_LEVEL',
    default: 'info',
    what: `${LOG_LEVELS.join(', ')}.`,
    fix: 'use info',
    parse: logLevel,
  }),
} as const;
