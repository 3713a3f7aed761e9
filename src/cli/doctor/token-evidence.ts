import { decodeJwt } from 'jose';
import { ACCESS_TOKEN_TYPE, type ExchangeVerdict, judgeTokenAnswer } from '../../broker/judge.js';
import { askTokenEndpoint, type TokenEndpoint, type TokenRequest } from '../../broker/token-endpoint.js';
import { TOKEN_EXCHANGE } from '../../broker/trade.js';

/** How the token endpoint answered: with a token, which is not kept, or with a refusal. */
export type Outcome = 'token' | Extract<ExchangeVerdict, { ok: false }>['failure']['code'];

/** What the token endpoint shows about this application, to whoever has nothing but the application's credential. */
export interface TokenEvidence {
  /** The credential itself could be made: the key read, the platform's token fetched. */
  isCredentialReadable: boolean;
  /** A token of the application for our own resource (RFC 6749 §4.4). */
  own?: Outcome;
  /** Audiences of that token, and the application that it names. */
  audiences?: readonly string[];
  applicationId?: string;
  /** That token traded for one of Linear: nobody's Linear, but the zone judges ownership and dependency on the way. */
  exchanged?: Outcome;
}

export interface TokenEvidenceOptions {
  endpoint: TokenEndpoint;
  resource: string;
  linearResource: string;
}

const TIMEOUT_MS = 20_000;

/** Two requests at most. Tokens stay in this function. */
export async function gatherTokenEvidence(options: TokenEvidenceOptions): Promise<TokenEvidence> {
  const { endpoint, resource, linearResource } = options;
  if (!(await isCredentialReadable(endpoint))) return { isCredentialReadable: false };
  const own = await ask(endpoint, { grantType: 'client_credentials', parameters: { resource } });
  const exchange = (subjectToken: string) =>
    ask(endpoint, {
      grantType: TOKEN_EXCHANGE,
      parameters: {
        subject_token: subjectToken,
        subject_token_type: ACCESS_TOKEN_TYPE,
        resource: linearResource,
      },
    });
  if (own.ok) {
    const exchanged = outcomeOf(await exchange(own.token));
    return { isCredentialReadable: true, own: 'token', exchanged, ...claimsOf(own.token) };
  }
  if (!isInconclusive(own.failure.code)) return { isCredentialReadable: true, own: own.failure.code };
  // No token of our own to trade: a text that is none still shows whether the credential is accepted.
  const refused = await exchange('doctor');
  return {
    isCredentialReadable: true,
    own: refused.ok ? own.failure.code : worse(own.failure.code, refused.failure.code),
  };
}

/** Zones may not offer the grant at all, and may say so before they look at the credential. */
function isInconclusive(code: Outcome): boolean {
  return code === 'exchange_refused' || code === 'subject_token_malformed';
}

function worse(first: Outcome, second: Outcome): Outcome {
  return isInconclusive(second) ? first : second;
}

async function ask(endpoint: TokenEndpoint, request: Omit<TokenRequest, 'signal'>): Promise<ExchangeVerdict> {
  try {
    return judgeTokenAnswer(
      await askTokenEndpoint(endpoint, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    );
  } catch {
    return { ok: false, failure: { code: 'exchange_unavailable' } };
  }
}

function outcomeOf(verdict: ExchangeVerdict): Outcome {
  return verdict.ok ? 'token' : verdict.failure.code;
}

async function isCredentialReadable({ authorizationServer, identity }: TokenEndpoint): Promise<boolean> {
  try {
    const client = { client_id: identity.clientId ?? 'workload' };
    await identity.authenticate(await authorizationServer(), client, new URLSearchParams(), new Headers());
    return true;
  } catch {
    return false;
  }
}

/** Read, not verified: it comes straight from the token endpoint, and nothing is decided by it but what is said. */
function claimsOf(token: string): Pick<TokenEvidence, 'audiences' | 'applicationId'> {
  try {
    const { aud = [], keycard_app_id: applicationId } = decodeJwt(token);
    return {
      audiences: [aud].flat(),
      ...(typeof applicationId === 'string' ? { applicationId } : {}),
    };
  } catch {
    return {};
  }
}
