import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const LIMIT = 10_000;
// Anybody may register a client, and some do at every start: fewer, and forgotten after a week without use.
const CLIENT_LIMIT = 1_000;
const CLIENT_MS = 7 * 86_400_000;

/** Where one provider keeps its clients, sessions, codes and tokens: bounded maps, each entry with an end. */
export function createStorage(applicationClient: (id: string) => AdapterPayload | undefined) {
  const models = new Map<string, Map<string, Stored>>();

  function table(model: string) {
    const found = models.get(model) ?? new Map<string, Stored>();
    models.set(model, found);
    return found;
  }

  function live(model: string, id: string) {
    const stored = table(model).get(id);
    if (!stored || stored.expiresAt > Date.now()) return stored;
    table(model).delete(id);
    return undefined;
  }

  function makeRoom(entries: Map<string, Stored>, limit: number) {
    for (const [id, { expiresAt }] of entries) {
      if (entries.size < limit && expiresAt > Date.now()) break;
      entries.delete(id);
    }
  }

  function upsert(model: string, id: string, payload: AdapterPayload, expiresIn?: number) {
    const entries = table(model);
    const isClient = model === 'Client';
    entries.delete(id);
    makeRoom(entries, isClient ? CLIENT_LIMIT : LIMIT);
    const lifetime = isClient ? CLIENT_MS : (expiresIn ?? Number.POSITIVE_INFINITY) * 1000;
    entries.set(id, { payload, expiresAt: Date.now() + lifetime });
  }

  function findClient(id: string) {
    const application = applicationClient(id);
    if (application) return application;
    const stored = live('Client', id);
    if (stored) upsert('Client', id, stored.payload);
    return stored?.payload;
  }

  async function revokeByGrantId(grantId: string) {
    for (const entries of models.values()) {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id);
    }
  }

  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      upsert(model, id, payload, expiresIn);
    },
    find: async (id) => (model === 'Client' ? findClient(id) : live(model, id)?.payload),
    findByUid: async (uid) =>
      [...table(model).values()].find(
        ({ payload, expiresAt }) => payload.uid === uid && expiresAt > Date.now(),
      )?.payload,
    findByUserCode: async () => undefined,
    async consume(id) {
      const stored = live(model, id);
      if (stored) stored.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      table(model).delete(id);
    },
    revokeByGrantId,
  });

  /** What a client calls itself; unlike `find`, this is no use that keeps it from being forgotten. */
  const clientName = (id: string): string | undefined =>
    applicationClient(id)?.client_name ?? table('Client').get(id)?.payload.client_name;

  return { adapter, revokeByGrantId, clientName };
}

export type Storage = ReturnType<typeof createStorage>;
