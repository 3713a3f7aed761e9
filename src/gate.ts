import type { RequestHandler, Response } from 'express';
import type { BearerOptions } from './auth/bearer.js';
import { answerTo } from './auth/challenge.js';
import { resourceMetadataUrl } from './auth/metadata.js';
import { SCOPE } from './auth/scope.js';
import { requireFurtherScope } from './auth/step-up.js';
import { createVerify } from './auth/verify.js';
import type { Config } from './config/config.js';
import type { Keycard } from './keycard.js';
import type { Stock } from './mcp/shelf.js';
import { writeCallIn } from './mcp/write-calls.js';
import type { Tool } from './tools/tool.js';

/** Where writing needs a scope of its own: asked for before the protocol layer, so that clients step up. */
export function writeGate(
  { writeScope, served }: Config,
  bearer: BearerOptions,
  { stock, onRefused }: { stock: Stock; onRefused: (tool: Tool | undefined, res: Response) => void },
): RequestHandler[] {
  if (writeScope === undefined) return [];
  const writeCall = writeCallIn(stock.tools, served);
  return [
    requireFurtherScope({
      ...bearer,
      furtherScope: writeScope,
      isNeeded: (req) => writeCall(req) !== undefined,
      onRefused: (_refusal, res) => onRefused(writeCall(res.req), res),
    }),
  ];
}

export function bearerOptions(
  config: Config,
  { keys }: Keycard,
  onRefused: BearerOptions['onRefused'],
): BearerOptions {
  return {
    verify: createVerify(keys, {
      issuer: config.keycard.issuer,
      audience: config.resource,
      acceptMissingSubProfile: config.keycard.acceptMissingSubProfile,
      leewaySeconds: 30,
      maxLength: config.limits.tokenLength,
    }),
    scope: SCOPE,
    resourceMetadata: resourceMetadataUrl(config.resource),
    onRefused,
  };
}

/** A token that verifies, and that the zone no longer takes, is answered as any other that is not good. */
export function deadTokenAnswer(options: BearerOptions) {
  const { status, headers, error, description } = answerTo(
    { code: 'token_invalid', reason: 'revoked' },
    options,
  );
  return { status, headers, body: { error, error_description: description } };
}
