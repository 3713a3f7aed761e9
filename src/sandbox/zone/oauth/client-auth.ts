import { timingSafeEqual } from 'node:crypto';
import { invalidClient } from '../errors.js';
import type { Directory } from '../management/directory.js';
import type { Application, Credential } from '../management/records.js';
import { digest } from '../management/service.js';
import type { Assertions } from './assertion.js';
import { basicCredentials } from './form.js';

/** An application that has proved who it is. */
export interface Authenticated {
  application: Application;
  credential: Credential;
  method: 'client_secret_basic' | 'private_key_jwt' | 'workload_identity' | 'none';
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Applications at the token endpoint; public user agents are not its business. */
export function createClientAuth(directory: Directory, assertions: Assertions) {
  const credentialNamed = (identifier: string) =>
    directory.credentials.find((c) => c.type !== 'token' && c.identifier === identifier);

  const authenticated = (credential: Credential, method: Authenticated['method']): Authenticated => {
    const application = directory.applications.get(credential.application_id);
    if (!application) throw invalidClient('the application of this credential does not exist');
    return { application, credential, method };
  };

  function byPassword(id: string, secret: string): Authenticated {
    const credential = credentialNamed(id);
    const hash = credential && directory.vault.passwordHashes.get(credential.id);
    // The digest is compared even for an unknown id, so that both refusals take the same time.
    const given = digest(secret);
    const matches = timingSafeEqual(given, hash ?? digest(''));
    if (!credential || !hash || !matches) throw invalidClient('unknown client or wrong secret');
    return authenticated(credential, 'client_secret_basic');
  }

  return {
    /**
     * Who sends this form: an application, or undefined for a client that identifies itself as a user agent.
     * Throws `invalid_client` for every failed or ambiguous attempt.
     */
    async authenticate(
      header: string | undefined,
      form: URLSearchParams,
    ): Promise<Authenticated | undefined> {
      const basic = basicCredentials(header);
      const assertion = form.get('client_assertion');
      const clientId = form.get('client_id') || undefined;
      if (form.has('client_secret')) throw invalidClient('client_secret_post is not supported');
      // RFC 6749 §2.3: not more than one method in a request.
      if (basic && assertion) throw invalidClient('more than one way of client authentication');
      if (basic) {
        if (clientId !== undefined && clientId !== basic.id)
          throw invalidClient('client_id contradicts Basic');
        return byPassword(basic.id, basic.secret);
      }
      if (assertion) {
        if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
          throw invalidClient('client_assertion_type is not supported');
        }
        const { credential, method } = await assertions.verify(assertion, clientId);
        return authenticated(credential, method);
      }
      const credential = clientId === undefined ? undefined : credentialNamed(clientId);
      if (!credential) return undefined;
      if (credential.type !== 'public') throw invalidClient('this client must authenticate');
      return authenticated(credential, 'none');
    },
  };
}

export type ClientAuth = ReturnType<typeof createClientAuth>;
