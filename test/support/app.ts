import type { Express } from 'express';
import { createApp } from '../../src/app.js';
import { personOf } from '../../src/auth/bearer.js';
import { resourceMetadataUrl } from '../../src/auth/metadata.js';
import { type Person, type Refusal, RefusedCaller } from '../../src/auth/principal.js';
import { createBodyBudget } from '../../src/http/body/budget.js';
import { healthRoutes } from '../../src/http/health.js';

export const RESOURCE = 'https://mcp.example.com/mcp';
export const ISSUER = 'https://zone.example.com';

const PERSON: Person = {
  door: 'oauth',
  issuer: ISSUER,
  subject: 'person-1',
  clientId: 'client-1',
  scopes: new Set(['mcp:tools']),
  sessionId: undefined,
  tokenId: undefined,
  token: 'good',
};

/** The app alone, with a door that echoes and a verifier that knows four tokens. */
export function createTestApp(seen: { faults: unknown[]; refusals: Refusal[]; entered: number }): Express {
  return createApp({
    hosts: {
      publicUrl: 'https://mcp.example.com',
      allowedHosts: ['127.0.0.1'],
      allowedOrigins: ['https://chat.example.com'],
    },
    bearer: {
      verify: async (token) => {
        if (token === 'good') return PERSON;
        if (token === 'scopeless') return { ...PERSON, scopes: new Set(['openid']) };
        if (token === 'outage') throw new RefusedCaller({ code: 'keys_unavailable', retryAfterSeconds: 2 });
        if (token === 'bug') throw new TypeError('secret detail in a message');
        throw new RefusedCaller({ code: 'token_invalid', reason: 'signature' });
      },
      scope: 'mcp:tools',
      resourceMetadata: resourceMetadataUrl(RESOURCE),
      onRefused: (refusal) => seen.refusals.push(refusal),
    },
    metadata: {
      resource: RESOURCE,
      issuer: ISSUER,
      scopes: ['mcp:tools'],
      authorizationServer: async () => ({ issuer: ISSUER, token_endpoint: `${ISSUER}/oauth/2/token` }),
    },
    limits: {
      requestsPerAddress: 1000,
      requestsPerPerson: 1000,
      requestsPerKey: 1000,
      concurrentPerPerson: 1000,
    },
    trustProxy: '',
    body: {
      limits: { maxBytes: 1000, maxDepth: 5, maxNodes: 50 },
      budget: createBodyBudget(1000),
      callerOf: personOf,
    },
    mcpDoor: (req, res) => {
      seen.entered += 1;
      res.json({ echo: req.body });
    },
    healthRoutes: healthRoutes({ readiness: () => ({ status: 'ready', reasons: [] }) }),
    onFault: (_id, error) => seen.faults.push(error),
  });
}
