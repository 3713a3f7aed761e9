import { z } from 'zod';
import type { NeedRow } from '../../linear/customers/read.js';
import { createNeed, deleteNeed, updateNeed } from '../../linear/customers/writes.js';
import { idempotencyKey, longText, name } from '../fields.js';
import { issueIn } from '../references.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  refuse,
} from '../shared/changes.js';
import { nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { needIdIn, needLine } from './customers.js';

const place = {
  issue: name('Such as ENG-123').optional(),
  project: name('Name, slug or link').optional(),
  important: z.boolean().optional().describe('Marks it so'),
};

export const createCustomerNeedTool = defineTool({
  name: 'create_customer_need',
  title: 'Create customer need',
  description: 'Records in Linear what a customer asks for, on an issue or a project.',
  toolset: 'customers',
  access: 'write',
  input: z.strictObject({
    customer: name('Name or UUID'),
    body: longText('Markdown'),
    ...place,
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ issue, idempotency_key: key, ...input }, { linear }) => {
    if ((issue === undefined) === (input.project === undefined)) refuse('name either issue or project');
    const wanted = { ...input, issue: issue === undefined ? undefined : issueIn('issue', issue) };
    const { made, isNew } = await createNeed(linear, wanted, key);
    return createdAnswer(isNew, needLine(made));
  },
});

const fields: readonly FieldReader<NeedRow>[] = [
  ['customer', (need) => need.customer?.name],
  ['body', (need) => need.body, 'long'],
  ['issue', (need) => need.issue?.identifier],
  ['project', (need) => need.project?.name],
  ['important', (need) => (need.priority > 0 ? 'yes' : 'no')],
];
const need = name('Id from get_customer');

export const updateCustomerNeedTool = defineTool({
  name: 'update_customer_need',
  title: 'Update customer need',
  description: 'Changes what a customer asks for, or moves it, and answers before → after.',
  toolset: 'customers',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    need,
    customer: name('Name or UUID').optional(),
    body: longText('Markdown; the whole text').optional(),
    ...place,
  }),
  run: async ({ need: given, issue, ...input }, { linear }) => {
    const asked = askedFor({ ...input, issue }, []);
    if (issue !== undefined && input.project !== undefined) refuse('name issue or project, not both');
    const changes = { ...input, issue: issue === undefined ? undefined : issueIn('issue', issue) };
    const states = await updateNeed(linear, needIdIn(given), changes);
    return changeAnswer(`Need ${states.after.id}`, changeLines(states, fields, asked), undefined);
  },
});

export const deleteCustomerNeedTool = defineTool({
  name: 'delete_customer_need',
  title: 'Delete customer need',
  description: 'Deletes a customer need in Linear for good.',
  toolset: 'customers',
  access: 'write',
  destructive: true,
  input: z.strictObject({ need }),
  run: async ({ need: given }, { linear }) => {
    const gone = await deleteNeed(linear, needIdIn(given));
    return { text: `Deleted need ${gone.id} of ${nameField(gone.customer?.name ?? 'nobody')}.` };
  },
});
