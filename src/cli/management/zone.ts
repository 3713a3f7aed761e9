import { z } from 'zod';
import { type ManagementApi, ManagementFailure, type ManagementRequest } from './api.js';
import * as records from './records.js';

export type Kind = 'providers' | 'applications' | 'resources' | 'application-credentials' | 'secrets';

export type ZoneApi = ReturnType<typeof openZone>;

const PAGE = 100;
const MOST_PAGES = 100;

// Most lists come in pages with a cursor; the list of secrets is a bare array.
const Page = z.object({
  items: z.array(z.unknown()),
  pagination: z.object({ after_cursor: z.string().min(1).nullish() }).nullish(),
});

/** One zone through the Management API. Every function rejects with `ManagementFailure` only. */
export function openZone(api: ManagementApi, zoneId: string) {
  const root = `/zones/${encodeURIComponent(zoneId)}`;
  const catalog = `/catalog${root}`;

  async function list<T extends z.ZodType>(item: T, path: string, query: Record<string, string> = {}) {
    const found: z.output<T>[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const search = new URLSearchParams({
        ...query,
        limit: String(PAGE),
        ...(after === undefined ? {} : { after }),
      });
      const answer = await api.send({ method: 'GET', path: `${path}?${search}` });
      if (Array.isArray(answer)) return read(z.array(item), answer);
      const page = read(Page, answer);
      // A record that cannot be read might be the one that is looked for: better to stop than to make a second.
      found.push(...read(z.array(item), page.items));
      const next = page.pagination?.after_cursor ?? undefined;
      if (next === undefined || next === after) return found;
      after = next;
    }
    throw new ManagementFailure('unreadable');
  }

  const write = (method: ManagementRequest['method'], path: string, body: unknown, isSecret = false) =>
    api.send({ method, path: `${root}${path}`, body, isSecret });

  return {
    via: api.via,
    describe: async () => read(records.ZoneRecord, await api.send({ method: 'GET', path: root })),
    providers: () => list(records.Provider, `${root}/providers`),
    application: async (identifier: string) =>
      (await list(records.Application, `${root}/applications`, { identifier })).find(named(identifier)),
    resource: async (identifier: string) =>
      (await list(records.Resource, `${root}/resources`, { identifier })).find(named(identifier)),
    credentials: () => list(records.Credential, `${root}/application-credentials`),
    /** Whether something is stored for the resource; what it is, is never asked. */
    hasSecret: async (resourceId: string) =>
      (await list(records.Secret, `${root}/secrets`, { entity_id: resourceId })).some(
        ({ entity_id }) => entity_id === resourceId,
      ),
    dependencies: (applicationId: string) =>
      list(records.Resource, `${root}/applications/${applicationId}/dependencies`),
    packages: (word: string) => list(records.Package, `${catalog}/packages`, { 'query[]': word }),

    create: async (kind: Kind, body: object, isSecret = false) =>
      read(records.Created, await write('POST', `/${kind}`, body, isSecret)).id,
    createPassword: async (applicationId: string) => {
      const body = { application_id: applicationId, type: 'password' };
      return read(records.NewPassword, await write('POST', '/application-credentials', body, true));
    },
    change: (kind: Kind, id: string, body: object) => write('PATCH', `/${kind}/${id}`, body),
    remove: (kind: Kind, id: string) => write('DELETE', `/${kind}/${id}`, undefined),
    addDependency: (applicationId: string, resourceId: string) =>
      write('PUT', `/applications/${applicationId}/dependencies/${resourceId}`, {}),
    install: (packageId: string, fields: object) =>
      api.send({
        method: 'POST',
        path: `${catalog}/install`,
        body: { package_id: packageId, fields },
        isSecret: true,
      }),
  };
}

// Lists may be filtered by a part of the identifier: only the very same one is ours.
const named =
  (identifier: string) =>
  (record: { identifier: string }): boolean =>
    record.identifier === identifier;

function read<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new ManagementFailure('unreadable');
  return parsed.data;
}
