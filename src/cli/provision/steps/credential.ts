import type { NewPassword, Resource } from '../../management/records.js';
import type { ZoneApi } from '../../management/zone.js';
import {
  CREATE,
  conflict,
  createOrReuse,
  type IdName,
  type Judgement,
  ProvisionConflict,
  REUSE,
  type Step,
  type Work,
} from '../step.js';
import type { Inventory } from '../survey.js';
import { STORED } from '../wanted.js';

type StoredName = keyof typeof STORED & IdName;

/** The application's credential, and the vault in which it lies for `keycard run`. */
export const credential: readonly Step[] = [
  vaultResource('storedId'),
  vaultResource('storedSecret'),
  { name: 'application credential, into the vault', judge: judgeCredential, perform: performCredential },
];

function vaultResource(name: StoredName): Step {
  const { urn } = STORED[name];
  const judge = (resource: Resource | undefined, vault: string | undefined): Judgement => {
    if (resource === undefined) return CREATE;
    if (resource.credential_provider_id === vault) return REUSE;
    return conflict('it is not on the vault provider', `In the Keycard console, delete the resource ${urn}.`);
  };
  return {
    name: urn,
    judge: (found) => judge(found[name].resource, found.vault?.id),
    perform: async ({ zone, ids }) => {
      const vault = ids.get('vault');
      const id = await createOrReuse({
        create: () => zone.create('resources', { name: urn, identifier: urn, credential_provider_id: vault }),
        find: () => zone.resource(urn),
        accept: (resource) => judge(resource, vault),
      });
      ids.set(name, id);
    },
  };
}

/** A credential's secret is shown once: where the vault holds one, a second credential would only be a stray key. */
function judgeCredential({ storedId, storedSecret, passwords }: Inventory): Judgement {
  if (storedId.hasSecret !== storedSecret.hasSecret) {
    const [full, empty] = storedId.hasSecret ? ['storedId', 'storedSecret'] : ['storedSecret', 'storedId'];
    return conflict(
      `the vault holds ${STORED[full as StoredName].urn} without ${STORED[empty as StoredName].urn}, which cannot be read again`,
      `In the Keycard console, delete the secret of ${STORED[full as StoredName].urn}; then run this again for a new credential.`,
    );
  }
  if (!storedId.hasSecret) return CREATE;
  if (passwords > 0) return REUSE;
  return conflict(
    'the vault holds a credential, and the application has none',
    `In the Keycard console, delete the secrets of ${STORED.storedId.urn} and ${STORED.storedSecret.urn}; then run this again for a new credential.`,
  );
}

/** From the answer into the vault. The values are in this function's memory and nowhere else. */
async function performCredential({ zone, ids }: Work): Promise<void> {
  const made = await zone.createPassword(ids.get('application'));
  const stored: string[] = [];
  const store = async (name: StoredName, token: string): Promise<void> => {
    const body = { name: STORED[name].urn, entity_id: ids.get(name), data: { type: 'token', token } };
    stored.push(await zone.create('secrets', body, true));
  };
  try {
    await store('storedId', made.identifier);
    await store('storedSecret', made.password);
  } catch (error) {
    await undo(zone, made, stored);
    throw error;
  }
}

/** Leaves the zone as it was: half a credential in the vault would stand in the way of the next run. */
async function undo(zone: ZoneApi, { id }: NewPassword, stored: readonly string[]): Promise<void> {
  try {
    for (const secret of stored) await zone.remove('secrets', secret);
    await zone.remove('application-credentials', id);
  } catch {
    throw new ProvisionConflict(
      'the credential could not be put into the vault, and could not be taken back',
      `In the Keycard console, delete the newest credential of urn:keycard-linear-mcp and the secrets of ${STORED.storedId.urn} and ${STORED.storedSecret.urn}.`,
    );
  }
}
