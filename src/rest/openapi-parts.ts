/** The parts of the OpenAPI document that no tool changes. */

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const response = (name: string) => ({ $ref: `#/components/responses/${name}` });

const problem = (description: string) => ({
  description,
  headers: { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } },
  content: PROBLEM,
});

/** What any operation behind authentication may answer instead. */
export const REFUSALS = {
  400: response('BadRequest'),
  401: response('Unauthenticated'),
  403: response('Forbidden'),
  404: response('NotFound'),
  409: response('InProgress'),
  422: response('Unprocessable'),
  429: response('TooMany'),
  default: response('Failed'),
} as const;

const { 401: unauthenticated, 403: forbidden, 429: tooMany, default: failed } = REFUSALS;
const COMMON = { 401: unauthenticated, 403: forbidden, 429: tooMany, default: failed };

const json = (description: string, schema: object) => ({
  description,
  headers: {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    'RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
    'RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
    'RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
  },
  content: { 'application/json': { schema } },
});

const MODE = { $ref: '#/components/schemas/Mode' };

/** Routes that are no tools. */
export const PATHS = {
  '/v1/me': {
    get: {
      operationId: 'whoami',
      summary: 'Who this credential is',
      description: 'The person that calls act for, the mode, and what the credential may do.',
      responses: {
        200: json('The caller.', {
          type: 'object',
          required: ['mode', 'door', 'subject'],
          properties: {
            mode: MODE,
            door: { enum: ['oauth', 'key'] },
            subject: { type: 'string' },
            readOnly: { type: 'boolean' },
          },
        }),
        ...COMMON,
      },
    },
  },
  '/v1/tools': {
    get: {
      operationId: 'list_tools',
      summary: 'The tools of this caller',
      responses: {
        200: json('Names, descriptions and schemas.', {
          type: 'object',
          required: ['mode', 'tools'],
          properties: { mode: MODE, tools: { type: 'array', items: { type: 'object' } } },
        }),
        ...COMMON,
      },
    },
  },
} as const;

export const IDEMPOTENCY_KEY = { $ref: '#/components/parameters/IdempotencyKey' } as const;

export const COMPONENTS = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description:
        'An API key (sk_live_… or sk_test_…), or an access token of the Keycard zone for this server.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Makes a write safe to send again: within a day, the same key with the same arguments is done once and answered as the first time, to whoever would still be let in.',
      schema: { type: 'string', minLength: 8, maxLength: 200 },
    },
  },
  headers: {
    RequestId: { description: 'Names this request in the log.', schema: { type: 'string' } },
    RateLimitLimit: { description: 'Requests of the current window.', schema: { type: 'integer' } },
    RateLimitRemaining: { description: 'Requests left in it.', schema: { type: 'integer' } },
    RateLimitReset: { description: 'Seconds until it ends.', schema: { type: 'integer' } },
  },
  responses: {
    BadRequest: problem('The request could not be read.'),
    Unauthenticated: problem('No credential, or one that is not good.'),
    Forbidden: problem('The credential is good and does not allow this.'),
    NotFound: problem('There is no such tool for this caller, or no such thing in Linear.'),
    InProgress: problem('The first request with this Idempotency-Key is still running.'),
    Unprocessable: problem('The arguments cannot be used; `detail` says what to change.'),
    TooMany: problem('Too many requests; `Retry-After` says when to go on.'),
    Failed: problem('Something else went wrong; `detail` says what to do.'),
  },
  schemas: {
    Mode: {
      enum: ['live', 'test'],
      description: '`test`: a sandbox workspace of the organisation; nothing of it is in Linear.',
    },
    Problem: {
      type: 'object',
      description: 'RFC 9457. The types are listed in `x-problems` of this document.',
      required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
      properties: {
        type: { type: 'string', format: 'uri' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string', description: 'What happened and what to do next.' },
        code: { type: 'string' },
        request_id: { type: 'string' },
        link: { type: 'string', format: 'uri', description: 'Where the person can connect Linear.' },
      },
    },
  },
} as const;
