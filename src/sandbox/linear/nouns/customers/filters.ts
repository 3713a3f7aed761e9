import { number, one, type Spec, text } from '../../filter/spec.js';
import { times } from '../times.js';
import type { CustomerRankRecord, CustomerRecord, NeedRecord } from './model.js';

export const rankSpec: Spec<CustomerRankRecord> = {
  ...times(),
  name: text((rank) => rank.name),
};
export const tierSpec: Spec<CustomerRankRecord> = {
  ...times(),
  displayName: text((rank) => rank.name),
};

export const customerSpec: Spec<CustomerRecord> = {
  ...times(),
  name: text((customer) => customer.name),
  revenue: number((customer) => customer.revenue),
  size: number((customer) => customer.size),
  owner: one(
    (customer, { store }) => store.users.get(customer.ownerId ?? ''),
    (specs) => specs.user,
  ),
  status: one(
    (customer, { store }) => store.customerStatuses.get(customer.statusId),
    (specs) => specs.customerStatus,
  ),
  tier: one(
    (customer, { store }) => store.customerTiers.get(customer.tierId ?? ''),
    (specs) => specs.customerTier,
  ),
};

export const needSpec: Spec<NeedRecord> = {
  ...times(),
  priority: number((need) => need.priority),
  customer: one(
    (need, { store }) => store.customers.get(need.customerId ?? ''),
    (specs) => specs.customer,
  ),
  issue: one(
    (need, { store }) => store.issues.get(need.issueId ?? ''),
    (specs) => specs.issue,
  ),
  project: one(
    (need, { store }) => store.projects.get(need.projectId ?? ''),
    (specs) => specs.project,
  ),
};
