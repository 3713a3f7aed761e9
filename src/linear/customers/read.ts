import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { UPDATED_AT } from '../enums.js';
import { byNameOrUuid } from '../names/given.js';
import { allOf, eachWord, personFilter, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { customerKind, customerRankKind, type ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { ISSUE_AT, type IssueAt, type Named, type Paged, type Timestamp } from '../rows.js';

type Rank = { readonly displayName: string };

/** Everything about a customer that a write can change. */
export type CustomerState = ThingNode & {
  readonly url: string;
  readonly domains: readonly string[];
  readonly revenue?: number | null;
  readonly size?: number | null;
  readonly approximateNeedCount: number;
  readonly updatedAt: Timestamp;
  readonly status: Rank;
  readonly tier?: Rank | null;
  readonly owner?: Named | null;
};
export type NeedRow = {
  readonly id: string;
  readonly priority: number;
  readonly body?: string | null;
  readonly createdAt: Timestamp;
  readonly customer?: Named | null;
  readonly issue?: (IssueAt & Pick<L.Issue, 'title'>) | null;
  readonly project?: Named | null;
};

export const CUSTOMER_STATE = `
  fragment CustomerState on Customer {
    id name url domains revenue size approximateNeedCount updatedAt
    status { displayName } tier { displayName } owner { name }
  }`;
export const NEED_ROW = `
  fragment NeedRow on CustomerNeed {
    id priority body createdAt customer { name } issue { title ${ISSUE_AT} } project { name }
  }`;

export interface CustomerQuery {
  readonly query?: string | undefined;
  readonly owner?: string | undefined;
  readonly status?: string | undefined;
  readonly tier?: string | undefined;
}

const names = nameSlots({
  owner: sources.anybodyOrNone,
  status: sources.customerStatuses,
  tier: sources.customerTiers,
});
export const LIST_CUSTOMERS = operation<
  Viewed & { customers: Paged<CustomerState> } & NamesFound,
  { filter: L.CustomerFilter; first: number } & NameVariables
>(`
  query ListCustomers(
    $filter: CustomerFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy, ${names.parameters}
  ) {
    viewer { id }
    customers(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
      nodes { ...CustomerState }
      pageInfo { hasNextPage endCursor }
    }
    ${names.fields}
  }${CUSTOMER_STATE}`);

export async function listCustomers(
  linear: Linear,
  query: CustomerQuery,
  page: PageRequest,
): Promise<Page<CustomerState>> {
  const { owner, status, tier } = query;
  const data = await linear.query(LIST_CUSTOMERS, {
    filter: allOf<L.CustomerFilter>([
      ...eachWord(query.query, (word) => ({ name: { containsIgnoreCase: word } })),
      when(owner, (given) => ({ owner: personFilter(given) })),
      when(status, (given) => ({ status: { or: byNameOrUuid(given) } })),
      when(tier, (given) => ({ tier: customerRankKind.exact(given) })),
    ]),
    ...pageVariables(page),
    orderBy: UPDATED_AT,
    ...names.variables({ owner, status, tier }),
  });
  names.verify(data, { owner, status, tier });
  return pageOf(data, data.customers);
}

const one = nameSlots({ customer: selecting<CustomerState>(sources.customers, '...CustomerState') });
export const GET_CUSTOMER = operation<
  Viewed & { customerNeeds: Paged<NeedRow> } & NamesFound,
  { needs: L.CustomerNeedFilter } & NameVariables
>(`
  query GetCustomer($needs: CustomerNeedFilter!, $after: String, ${one.parameters}) {
    viewer { id }
    ${one.fields}
    customerNeeds(filter: $needs, first: 40, after: $after) {
      nodes { ...NeedRow }
      pageInfo { hasNextPage endCursor }
    }
  }${CUSTOMER_STATE}${NEED_ROW}`);

/** One customer with a page of its needs, the newest first, or with one of them. */
export async function getCustomer(
  linear: Linear,
  given: string,
  { after, need }: { after?: string | undefined; need?: string },
): Promise<{ customer: CustomerState; needs: Page<NeedRow> }> {
  const data = await linear.query(GET_CUSTOMER, {
    needs: { customer: customerKind.exact(given), ...(need !== undefined && { id: { eq: need } }) },
    ...(after !== undefined && { after }),
    ...one.variables({ customer: given }),
  });
  return { customer: one.one(data, 'customer', given), needs: pageOf(data, data.customerNeeds) };
}
