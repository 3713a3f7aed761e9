import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { issueBy, projectBy, userBy } from '../../resolvers/lookup.js';
import { type Input, patchOf, type Rules, rule, touched, write } from '../kit.js';
import * as nouns from '../nouns.js';
import type { CustomerRankRecord, CustomerRecord, NeedRecord } from './model.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}

const customer: Fields<CustomerRecord> = {
  url: (record, _, { store }) => `https://linear.app/${store.organization.urlKey}/customer/${record.slugId}`,
  owner: (record, _, { store }) => store.users.get(record.ownerId ?? '') ?? null,
  status: (record, _, { store }) => store.customerStatuses.get(record.statusId),
  tier: (record, _, { store }) => store.customerTiers.get(record.tierId ?? '') ?? null,
  approximateNeedCount: (record, _, { store }) => store.needs.by('customer', record.id).length,
  needs: (record, _, context) => nouns.needs.seen(context).filter((need) => need.customerId === record.id),
};

const rank: Fields<CustomerRankRecord> = { displayName: (record) => record.name, description: () => null };

const need: Fields<NeedRecord> = {
  content: (record) => record.body,
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  customer: (record, _, { store }) => store.customers.get(record.customerId ?? '') ?? null,
  issue: (record, _, { store }) => store.issues.get(record.issueId ?? '') ?? null,
  project: (record, _, { store }) => store.projects.get(record.projectId ?? '') ?? null,
  url: () => null,
};

const query: Fields<undefined> = {
  customer: (_root, { id }: Ref, context) => nouns.customers.by(id, context),
  customers: (_root, args: PageArgs, context) =>
    nouns.customers.list(context.store.customers.all(), args, context),
  customerNeeds: (_root, args: PageArgs, context) =>
    nouns.needs.list(context.store.needs.all(), args, context),
  customerStatuses: (_root, args: PageArgs, context) =>
    nouns.customerStatuses.list(context.store.customerStatuses.all(), args, context),
  customerTiers: (_root, args: PageArgs, context) =>
    nouns.customerTiers.list(context.store.customerTiers.all(), args, context),
};

const number = (value: unknown) => (typeof value === 'number' ? value : null);
const rules: Rules<CustomerRecord> = {
  name: rule.text('name', LIMITS.name),
  domains: rule.words,
  externalIds: rule.words,
  ownerId: rule.one(userBy),
  revenue: number,
  size: number,
  statusId: rule.must(nouns.customerStatuses.by),
  tierId: rule.one(nouns.customerTiers.by),
};

/** Two customers cannot have one domain. */
function checkDomains(record: CustomerRecord, { store }: RequestContext): void {
  const others = store.customers.all().filter((one) => one.id !== record.id);
  const taken = others.flatMap((one) => one.domains);
  if (record.domains.some((domain) => taken.includes(domain))) throw invalid('A domain is in use already.');
}

function create(input: Input, context: RequestContext): CustomerRecord {
  const { id, ...given } = input;
  const { store, now } = context;
  const [first] = [...store.customerStatuses.all()].sort((a, b) => a.position - b.position);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'Customer',
    taken: store.customers.has,
  });
  const record: CustomerRecord = {
    ...newEntity(chosen, now),
    name: '',
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    domains: [],
    externalIds: [],
    ownerId: null,
    revenue: null,
    size: null,
    statusId: first?.id ?? '',
    tierId: null,
    ...patchOf(given, rules, context),
  };
  checkDomains(record, context);
  return store.customers.insert(record);
}

function update(id: string, input: Input, context: RequestContext): CustomerRecord {
  const next = { ...nouns.customers.by(id, context), ...patchOf(input, rules, context) };
  checkDomains(next, context);
  return context.store.customers.update(next.id, { ...next, ...touched(context) });
}

const needRules: Rules<NeedRecord> = {
  body: rule.note('body', LIMITS.body),
  customerId: rule.one(nouns.customers.by),
  issueId: rule.one(issueBy),
  projectId: rule.one(projectBy),
  priority: rule.whole('priority', 1),
};

function createNeed(input: Input, context: RequestContext): NeedRecord {
  const { id, ...given } = input;
  const { store, viewer, now } = context;
  const patch = patchOf(given, needRules, context);
  if (!patch.issueId === !patch.projectId) throw invalid('Exactly one of issueId and projectId is required.');
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'CustomerNeed',
    taken: store.needs.has,
  });
  const blank = { customerId: null, issueId: null, projectId: null, body: null, priority: 0 };
  return store.needs.insert({ ...newEntity(chosen, now), ...blank, creatorId: viewer.id, ...patch });
}

export const customerMutations: Fields<undefined> = {
  customerCreate: write('customer', ({ input }: Made, context) => create(input, context)),
  customerUpdate: write('customer', ({ id, input }: Ref & Made, context) => update(id, input, context)),
  customerDelete: write('entityId', ({ id }: Ref, context) => {
    const record = nouns.customers.by(id, context);
    for (const one of context.store.needs.by('customer', record.id)) context.store.needs.remove(one.id);
    context.store.customers.remove(record.id);
    return record.id;
  }),
  customerNeedCreate: write('need', ({ input }: Made, context) => createNeed(input, context)),
  customerNeedUpdate: (_root, { id, input }: Ref & Made, context) => ({
    need: context.store.needs.update(nouns.needs.by(id, context).id, {
      ...patchOf(input, needRules, context),
      ...touched(context),
    }),
    updatedRelatedNeeds: [],
    success: true,
    lastSyncId: context.store.nextSyncId(),
  }),
  customerNeedDelete: write('entityId', ({ id }: Ref, context) => {
    const record = nouns.needs.by(id, context);
    context.store.needs.remove(record.id);
    return record.id;
  }),
};

export function installCustomers(schema: GraphQLSchema): void {
  install(schema, 'Customer', customer);
  install(schema, 'CustomerStatus', rank);
  install(schema, 'CustomerTier', rank);
  install(schema, 'CustomerNeed', need);
  install(schema, 'Query', query);
}
