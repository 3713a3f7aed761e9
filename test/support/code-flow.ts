const CALLBACK = 'http://localhost:4321/callback';
// RFC 7636 appendix B; nobody redeems the code.
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** Registers a public client of this name (RFC 7591) and tells its id. */
export async function registerClient(zone: string, name: string): Promise<string> {
  const answer = await fetch(`${zone}/oauth/2/registration`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [CALLBACK] }),
  });
  const { client_id } = (await answer.json()) as { client_id: string };
  return client_id;
}

/** Where such a client sends a person's browser for a token for `resource`. */
export function authorizeUrl(zone: string, clientId: string, resource: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: 'mcp:tools',
    state: 'state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    resource,
  });
  return `${zone}/oauth/2/authorize?${query}`;
}
