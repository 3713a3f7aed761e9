import { z } from 'zod';
import { type CustomerState, getCustomer, listCustomers, type NeedRow } from '../../linear/customers/read.js';
import { createCustomer, deleteCustomer, updateCustomer } from '../../linear/customers/writes.js';
import { cleanName } from '../../linear/names/comparing.js';
import { isUuid } from '../../linear/names/given.js';
import { missing } from '../../linear/names/meanings.js';
import { idempotencyKey, name, names, orNull, shortText, textFrom } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  namesOf,
  refuse,
  stateLines,
} from '../shared/changes.js';
import { detailText } from '../shared/details.js';
import { listAnswer, paging } from '../shared/lists.js';
import { counted, issueAt, joined } from '../text/rows.js';
import { isWithin, linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const listCustomersTool = defineTool({
  name: 'list_customers',
  title: 'List customers',
  description: 'Lists the customers kept in Linear, the latest change first.',
  toolset: 'customers',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in the name', 200).optional(),
    owner: name('Name, email, "me" or "none"').optional(),
    status: name('Name').optional(),
    tier: name('Name').optional(),
    ...paging,
  }),
  run: async ({ cursor, limit, ...query }, { linear }) =>
    listAnswer(
      { cursor, query, load: (after) => listCustomers(linear, query, { limit, after }) },
      {
        noun: 'customer',
        legend: 'Row: name | status | tier | @owner | revenue | size | needs | domains.',
        line: customerLine,
      },
    ),
});

function customerLine(row: CustomerState): string {
  return joined([
    nameField(row.name, 100),
    nameField(row.status.displayName),
    row.tier ? nameField(row.tier.displayName) : undefined,
    row.owner ? `@${nameField(row.owner.name)}` : undefined,
    row.revenue == null ? undefined : `revenue ${row.revenue}`,
    row.size == null ? undefined : `size ${row.size}`,
    counted(row.approximateNeedCount, 'need'),
    row.domains.length > 0
      ? row.domains
          .slice(0, 5)
          .map((domain) => nameField(domain))
          .join(', ')
      : undefined,
  ]);
}

const customer = name('Name or UUID');

export const getCustomerTool = defineTool({
  name: 'get_customer',
  title: 'Get customer',
  description: 'Shows one customer in Linear with what they ask for, the newest first.',
  toolset: 'customers',
  access: 'read',
  input: z.strictObject({
    customer,
    need: name('Shows this one whole: its id').optional(),
    text_from: textFrom('Read a long text from this character on'),
    cursor: paging.cursor,
  }),
  run: async ({ customer: given, need, text_from: from, cursor }, { linear }) => {
    if (need !== undefined) return { text: await needText(linear, { given, need: needIdIn(need), from }) };
    if (from !== undefined) refuse('text_from goes with need');
    let facts = '';
    let cut = '';
    const load = async (after: string | undefined) => {
      const found = await getCustomer(linear, given, { after });
      const isWhole = found.needs.rows.every(({ body }) => isWithin(body ?? '', MOST_OF_NEED));
      cut = isWhole ? '' : '\nA text that ends in … goes on: call with need and its id.';
      facts = `${customerLine(found.customer)}\n${linkField(found.customer.url)}`;
      return found.needs;
    };
    const legend = 'Row: need id | important | what | on issue or project | when.';
    const answer = await listAnswer(
      { cursor, query: given, load },
      { noun: 'customer need', legend, line: needLine },
    );
    return { text: `${facts}\n${answer.text}${cut}` };
  },
});

type Linear = Parameters<typeof getCustomer>[0];

async function needText(
  linear: Linear,
  { given, need, from }: { given: string; need: string; from: number | undefined },
): Promise<string> {
  const { customer, needs } = await getCustomer(linear, given, { need });
  const found = needs.rows[0] ?? missing(`need of ${cleanName(customer.name)}`, need);
  return detailText({
    facts: [needLine({ ...found, body: null })],
    body: { label: 'need', text: found.body },
    from,
  });
}

/** More than this of a need stands in a block of its own. */
const MOST_OF_NEED = 300;

/** The id of a need as answers show it. */
export function needIdIn(given: string): string {
  const id = given.toLowerCase();
  return isUuid(id) ? id : refuse('need must be a UUID as get_customer shows it');
}

export function needLine(need: NeedRow): string {
  return joined([
    `need ${need.id}`,
    need.priority > 0 ? 'important' : undefined,
    need.body === null ? undefined : quotedTitle(need.body ?? '', MOST_OF_NEED),
    need.issue ? `${issueAt(need.issue)} ${quotedTitle(need.issue.title, 80)}` : undefined,
    need.project ? `project ${nameField(need.project.name)}` : undefined,
    need.createdAt.slice(0, 10),
  ]);
}

const whole = (what: string) => z.int().min(0).max(2_000_000_000).optional().describe(what);
const common = {
  domains: names('Web domains; replaces them').optional(),
  status: name('Name').optional(),
  revenue: whole('A year'),
  size: whole('People'),
};

export const createCustomerTool = defineTool({
  name: 'create_customer',
  title: 'Create customer',
  description: 'Adds a customer to Linear.',
  toolset: 'customers',
  access: 'write',
  input: z.strictObject({
    name: shortText('One line', 255),
    ...common,
    owner: name('Name, email or "me"').optional(),
    tier: name('Name').optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    const { made, isNew } = await createCustomer(linear, input, key);
    const lines = stateLines(made, fields.slice(1));
    return createdAnswer(isNew, `customer ${quotedTitle(made.name)}`, lines, made.url);
  },
});

const fields: readonly FieldReader<CustomerState>[] = [
  ['name', (state) => state.name, 'quoted'],
  ['domains', (state) => namesOf(state.domains.map((domain) => nameField(domain)))],
  ['owner', (state) => state.owner?.name],
  ['status', (state) => state.status.displayName],
  ['tier', (state) => state.tier?.displayName],
  ['revenue', (state) => state.revenue],
  ['size', (state) => state.size],
];

export const updateCustomerTool = defineTool({
  name: 'update_customer',
  title: 'Update customer',
  description: 'Changes a customer in Linear and answers before → after.',
  toolset: 'customers',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    customer,
    name: shortText('New name', 255).optional(),
    ...common,
    domains: names('Web domains; replaces them, [] removes them', { mayBeEmpty: true }).optional(),
    owner: orNull(name(), 'Name, email or "me"').optional(),
    tier: orNull(name(), 'Name').optional(),
  }),
  run: async ({ customer: given, ...changes }, { linear }) => {
    const asked = askedFor(changes, []);
    const states = await updateCustomer(linear, given, changes);
    return changeAnswer(
      `Customer ${quotedTitle(states.after.name)}`,
      changeLines(states, fields, asked),
      states.after.url,
    );
  },
});

export const deleteCustomerTool = defineTool({
  name: 'delete_customer',
  title: 'Delete customer',
  description: 'Deletes a customer in Linear for good, with all its needs.',
  toolset: 'customers',
  access: 'write',
  destructive: true,
  input: z.strictObject({ customer }),
  run: async ({ customer: given }, { linear }) => {
    const gone = await deleteCustomer(linear, given);
    return {
      text: `Deleted customer ${quotedTitle(gone.name)} with ${counted(gone.approximateNeedCount, 'need')}.`,
    };
  },
});
