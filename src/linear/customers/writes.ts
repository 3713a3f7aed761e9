import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { isMe } from '../names/given.js';
import { missing } from '../names/meanings.js';
import { withNotFound } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Viewed } from '../pages.js';
import type { Listed } from '../rows.js';
import { CUSTOMER_STATE, type CustomerState, NEED_ROW, type NeedRow } from './read.js';

export interface CustomerFields {
  readonly name?: string | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly owner?: string | null | undefined;
  readonly status?: string | undefined;
  readonly tier?: string | null | undefined;
  readonly revenue?: number | undefined;
  readonly size?: number | undefined;
}

const references = {
  owner: sources.people,
  status: sources.customerStatuses,
  tier: sources.customerTiers,
} as const;
const creating = nameSlots(references);
const updating = nameSlots({
  ...references,
  customer: selecting<CustomerState>(sources.customers, '...CustomerState'),
});
export const PREPARE_CUSTOMER_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareCustomerCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_CUSTOMER_UPDATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareCustomerUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${CUSTOMER_STATE}`);
export const CREATE_CUSTOMER = operation<
  { customerCreate: { customer: CustomerState } },
  { input: L.CustomerCreateInput }
>(`
  mutation CreateCustomer($input: CustomerCreateInput!) {
    customerCreate(input: $input) { customer { ...CustomerState } }
  }${CUSTOMER_STATE}`);
export const CUSTOMER_MADE = madeById<CustomerState>(
  'CustomerMade',
  ['customers', 'CustomerFilter'],
  '...CustomerState',
  CUSTOMER_STATE,
);
export const UPDATE_CUSTOMER = operation<
  { customerUpdate: { customer: CustomerState } },
  { id: string; input: L.CustomerUpdateInput }
>(`
  mutation UpdateCustomer($id: String!, $input: CustomerUpdateInput!) {
    customerUpdate(id: $id, input: $input) { customer { ...CustomerState } }
  }${CUSTOMER_STATE}`);
export const DELETE_CUSTOMER = operation<{ customerDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteCustomer($id: String!) { customerDelete(id: $id) { success } }`);

export async function createCustomer(
  linear: Linear,
  wanted: CustomerFields & { name: string },
  key?: string,
): Promise<Made<CustomerState>> {
  const { owner, status, tier, name } = wanted;
  const data = await linear.query(PREPARE_CUSTOMER_CREATE, creating.variables({ owner, status, tier }));
  const input = { ...inputOf(wanted, data), name };
  const create = async (id: string) =>
    (await linear.query(CREATE_CUSTOMER, { input: { ...input, id } })).customerCreate.customer;
  const creation = { of: 'customer', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: CUSTOMER_MADE });
}

export async function updateCustomer(
  linear: Linear,
  given: string,
  changes: CustomerFields,
): Promise<{ before: CustomerState; after: CustomerState }> {
  const { owner, status, tier } = changes;
  const asked = { customer: given, owner, status, tier };
  const data = await linear.query(PREPARE_CUSTOMER_UPDATE, updating.variables(asked));
  const before = updating.one(data, 'customer', given);
  const input = inputOf(changes, data);
  const made = await linear.query(UPDATE_CUSTOMER, { id: before.id, input });
  return { before, after: made.customerUpdate.customer };
}

export async function deleteCustomer(linear: Linear, given: string): Promise<CustomerState> {
  const data = await linear.query(PREPARE_CUSTOMER_UPDATE, updating.variables({ customer: given }));
  const before = updating.one(data, 'customer', given);
  await linear.query(DELETE_CUSTOMER, { id: before.id });
  return before;
}

function inputOf(fields: CustomerFields, data: Viewed & NamesFound) {
  const { name, domains, owner, status, tier, revenue, size } = fields;
  const person = (given: string) => (isMe(given) ? data.viewer.id : creating.one(data, 'owner', given).id);
  return {
    ...(name !== undefined && { name }),
    ...(domains !== undefined && { domains: [...domains] }),
    ...(owner !== undefined && { ownerId: owner === null ? null : person(owner) }),
    ...(status !== undefined && { statusId: creating.one(data, 'status', status).id }),
    ...(tier !== undefined && { tierId: tier === null ? null : creating.one(data, 'tier', tier).id }),
    ...(revenue !== undefined && { revenue }),
    ...(size !== undefined && { size }),
  };
}

export interface NeedFields {
  readonly customer?: string | undefined;
  readonly body?: string | undefined;
  readonly important?: boolean | undefined;
  /** A UUID or identifier, which Linear resolves. */
  readonly issue?: string | undefined;
  readonly project?: string | undefined;
}

const ofNeed = nameSlots({ customer: sources.customers, project: sources.projects });
export const PREPARE_NEED = operation<
  Viewed & { needs?: Listed<NeedRow> } & NamesFound,
  { need: L.CustomerNeedFilter; askNeed: boolean } & NameVariables
>(`
  query PrepareNeed($need: CustomerNeedFilter!, $askNeed: Boolean!, ${ofNeed.parameters}) {
    viewer { id }
    needs: customerNeeds(filter: $need, first: 1, includeArchived: true) @include(if: $askNeed) {
      nodes { ...NeedRow }
    }
    ${ofNeed.fields}
  }${NEED_ROW}`);
export const CREATE_NEED = operation<
  { customerNeedCreate: { need: NeedRow } },
  { input: L.CustomerNeedCreateInput }
>(`
  mutation CreateNeed($input: CustomerNeedCreateInput!) {
    customerNeedCreate(input: $input) { need { ...NeedRow } }
  }${NEED_ROW}`);
export const NEED_MADE = madeById<NeedRow>(
  'NeedMade',
  ['customerNeeds', 'CustomerNeedFilter'],
  '...NeedRow',
  NEED_ROW,
);
export const UPDATE_NEED = operation<
  { customerNeedUpdate: { need: NeedRow } },
  { id: string; input: L.CustomerNeedUpdateInput }
>(`
  mutation UpdateNeed($id: String!, $input: CustomerNeedUpdateInput!) {
    customerNeedUpdate(id: $id, input: $input) { need { ...NeedRow } }
  }${NEED_ROW}`);
export const DELETE_NEED = operation<{ customerNeedDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteNeed($id: String!) { customerNeedDelete(id: $id) { success } }`);

export async function createNeed(linear: Linear, wanted: NeedFields, key?: string): Promise<Made<NeedRow>> {
  const { customer, project, issue } = wanted;
  const asked = ofNeed.variables({ customer, project });
  const data = await linear.query(PREPARE_NEED, { need: {}, askNeed: false, ...asked });
  const input = needInput(wanted, data);
  const create = async (id: string) => {
    const made = linear.query(CREATE_NEED, { input: { ...input, id } });
    return (await withNotFound(`issue ${issue}`, made)).customerNeedCreate.need;
  };
  const creation = { of: 'customer need', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: NEED_MADE });
}

export async function updateNeed(
  linear: Linear,
  id: string,
  changes: NeedFields,
): Promise<{ before: NeedRow; after: NeedRow }> {
  const { customer, project, issue } = changes;
  const asked = ofNeed.variables({ customer, project });
  const data = await linear.query(PREPARE_NEED, { need: { id: { eq: id } }, askNeed: true, ...asked });
  const before = needIn(data, id);
  const { issueId, projectId, ...rest } = needInput(changes, data);
  const moved =
    issueId === undefined && projectId === undefined
      ? {}
      : { issueId: issueId ?? null, projectId: projectId ?? null };
  const made = linear.query(UPDATE_NEED, { id, input: { ...rest, ...moved } });
  return { before, after: (await withNotFound(`issue ${issue}`, made)).customerNeedUpdate.need };
}

export async function deleteNeed(linear: Linear, id: string): Promise<NeedRow> {
  const data = await linear.query(PREPARE_NEED, {
    need: { id: { eq: id } },
    askNeed: true,
    ...ofNeed.variables({}),
  });
  const before = needIn(data, id);
  await linear.query(DELETE_NEED, { id });
  return before;
}

function needIn({ needs }: { needs?: Listed<NeedRow> }, id: string): NeedRow {
  return needs?.nodes[0] ?? missing('customer need', id);
}

function needInput({ customer, body, important, issue, project }: NeedFields, data: NamesFound) {
  return {
    ...(customer !== undefined && { customerId: ofNeed.one(data, 'customer', customer).id }),
    ...(body !== undefined && { body }),
    ...(important !== undefined && { priority: important ? 1 : 0 }),
    ...(issue !== undefined && { issueId: issue }),
    ...(project !== undefined && { projectId: ofNeed.one(data, 'project', project).id }),
  };
}
