import { type Finding, failed, ok, unknown } from '../finding.js';
import type { TokenEvidence } from '../token-evidence.js';
import type { ZoneRecords } from '../zone-records.js';

/** What the token endpoint and, where they can be read, the zone's records say about this application. */
export interface Evidence {
  token: TokenEvidence;
  records: ZoneRecords;
  resource: string;
  linearResource: string;
}

const PROVISION = '`npm run provision` sets it up.';

export function judgeIdentity({ token }: Pick<Evidence, 'token'>): Finding {
  if (!token.isCredentialReadable) {
    return failed(
      "this machine's credential cannot be read",
      'Look at the variable that the first line names: the file or the platform behind it yields nothing usable.',
    );
  }
  switch (token.own) {
    case 'client_rejected':
      return failed(
        'Keycard does not accept it',
        'Start with `keycard run --`, which brings the credential from the vault. If the vault holds an old one, delete its secrets in the Keycard console and run `npm run provision`; a platform identity must match the credential of the application.',
      );
    case 'exchange_unavailable':
      return failed(
        'the token endpoint does not answer',
        'Try again in a moment; see https://status.keycard.ai.',
      );
    case undefined:
    case 'exchange_answer_invalid':
      return failed(
        'the token endpoint answers something that is no token response',
        'Look for a proxy between this machine and the zone.',
      );
    case 'exchange_refused':
    case 'subject_token_malformed':
      return unknown(
        'the zone refuses applications a token of their own, which says nothing about the credential',
        'List issues once: the log line of the call names a rejected credential.',
      );
    default:
      return ok('accepted by the token endpoint');
  }
}

/** RFC 8707 §2: the identifier is compared as it is. */
export function judgeRegistered({ token, records, resource }: Evidence): Finding {
  const missing = failed(
    `the zone has no resource ${resource}`,
    `${PROVISION} Or set PUBLIC_URL to the address under which it is registered.`,
  );
  if (records.kind === 'records') {
    const { own, providers } = records;
    if (own === undefined) return missing;
    if (providers.find(({ id }) => id === own.credential_provider_id)?.type === 'keycard-sts') {
      return ok(`${resource} is registered`);
    }
    return failed(
      `${resource} is not on the zone's own provider, which alone issues tokens for it`,
      'In the Keycard console, put the resource on the provider of the type keycard-sts.',
    );
  }
  if (token.own === 'resource_unknown') return missing;
  if (token.own === 'access_denied') return ok(`${resource} is known to the zone`);
  if (token.audiences?.includes(resource)) return ok(`${resource} is registered`);
  if (token.audiences !== undefined) {
    return failed(
      'the zone takes it for another resource, of which it is a part',
      `Register ${resource} itself, with its exact identifier. ${PROVISION}`,
    );
  }
  return undetermined('whether it is registered', records);
}

/** Only the owner of the resource may trade the tokens that people get for it. */
export function judgeOwned({ token, records, resource }: Evidence): Finding {
  const foreign = failed(
    `${resource} does not belong to the application of this credential`,
    'In the Keycard console, set the application of the resource to the one whose credential this is.',
  );
  if (token.exchanged === 'resource_not_owned') return foreign;
  if (records.kind === 'records' && records.own !== undefined && records.applicationId !== undefined) {
    return records.own.application_id === records.applicationId
      ? ok('it belongs to the application of this credential')
      : foreign;
  }
  // The zone read our token as a subject and went on to the target, which it does for the owner only.
  const isPastOwnership =
    token.exchanged === 'token' ||
    token.exchanged === 'consent_required' ||
    token.exchanged === 'access_denied' ||
    token.exchanged === 'resource_unknown';
  if (isPastOwnership) return ok('the token endpoint treats this application as its owner');
  return undetermined('whose it is', records.kind === 'none' ? records : UNLISTED);
}

/** Linear as a resource on a provider of its own, and as a dependency of this application. */
export function judgeDependency({ token, records, linearResource }: Evidence): Finding {
  const unregistered = failed(
    `the zone has no resource ${linearResource}`,
    `${PROVISION} Or set LINEAR_RESOURCE to the identifier that the zone has.`,
  );
  if (token.exchanged === 'resource_unknown') return unregistered;
  if (records.kind === 'records') return judgeRecords(records, linearResource, unregistered);
  // A missing dependency is told before a missing consent.
  if (token.exchanged === 'token' || token.exchanged === 'consent_required') {
    return ok(`${linearResource} is a dependency`);
  }
  if (token.exchanged === 'access_denied') {
    return unknown(
      'the zone denies the exchange: a missing dependency, or a policy',
      "The zone's audit log names which. `npm run provision` adds the dependency.",
    );
  }
  return undetermined('whether Linear is a dependency', records);
}

function judgeRecords(
  records: Extract<ZoneRecords, { kind: 'records' }>,
  linearResource: string,
  unregistered: Finding,
): Finding {
  const { linear, providers, dependencies, applicationId } = records;
  if (linear === undefined) return unregistered;
  const provider = providers.find(({ id }) => id === linear.credential_provider_id);
  if (provider === undefined || provider.type?.startsWith('keycard-')) {
    return failed(
      `${linearResource} is not on a provider for Linear`,
      'In the Keycard console, put the resource on the Linear provider.',
    );
  }
  if (applicationId === undefined) {
    return undetermined('whether Linear is a dependency', UNLISTED);
  }
  if (dependencies.includes(linear.id)) return ok(`${linearResource} is a dependency`);
  return failed(
    `${linearResource} is not a dependency of the application`,
    `${PROVISION} People then approve Linear when they sign in.`,
  );
}

const UNLISTED = {
  why: 'the credential is not among those that the zone lists',
  fix: 'Look in the Keycard console for the application that this credential belongs to.',
};

function undetermined(what: string, { why, fix }: { why: string; fix: string }): Finding {
  return unknown(
    `not determined ${what}: the application's own credential does not show it, and ${why}`,
    fix,
  );
}
