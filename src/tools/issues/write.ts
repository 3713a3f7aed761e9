import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fail } from '../../errors.js';
import { createIssue, type IssueChanges, updateIssue } from '../../linear/issues/writes.js';
import { isNone } from '../../linear/names/kinds.js';
import {
  cycleName,
  day,
  longText,
  name,
  names,
  orNull,
  priority,
  priorityNumber,
  shortText,
} from '../fields.js';
import { issueIn } from '../references.js';
import { linkField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { changeLines, stateLine } from './changes.js';

const estimate = z.int().min(0).max(1000);

export const createIssueTool = defineTool({
  name: 'create_issue',
  title: 'Create issue',
  description: 'Creates a Linear issue as the person who asks. Every name must exist; nothing is dropped.',
  toolset: 'issues',
  access: 'write',
  input: z.strictObject({
    title: shortText('One line', 500),
    team: name('Key or name'),
    description: longText('Markdown').optional(),
    state: name('State name or type of that team').optional(),
    assignee: name('Name, email or "me"').optional(),
    priority: priority('How urgent').optional(),
    labels: names('Label names or "group/label"').optional(),
    project: name('Name, slug or link').optional(),
    cycle: cycleName('"current", "next", number or name').optional(),
    estimate: estimate.describe('Points on the scale of the team').optional(),
    due_date: day('YYYY-MM-DD').optional(),
    parent: name('Issue to be a sub-issue of').optional(),
    idempotency_key: z
      .string()
      .refine((key) => key.length >= 8 && key.length <= 200, 'must have 8 to 200 characters')
      .describe('Any unique text; the same key never creates twice')
      .optional(),
  }),
  run: async (input, { linear }) => {
    const { idempotency_key: key, due_date: dueDate, priority: word, parent, ...rest } = input;
    const wanted = {
      ...rest,
      dueDate,
      priority: word && priorityNumber(word),
      parent: parent === undefined ? undefined : issueIn('parent', parent),
    };
    const identity = { id: key === undefined ? randomUUID() : uuidOfKey(key), mayExist: key !== undefined };
    const { issue, isNew } = await createIssue(linear, wanted, identity);
    const opening = isNew ? 'Created' : 'Nothing created: this idempotency_key already made';
    return { text: `${opening} ${stateLine(issue)}\n${linkField(issue.url)}` };
  },
});

const updateInput = z.strictObject({
  id: name('Issue such as ENG-123, link or UUID'),
  title: shortText('One line', 500).optional(),
  description: longText('Markdown; replaces the whole text').optional(),
  state: name('State name or type of its team').optional(),
  assignee: orNull(name(), 'Name, email or "me"; null for nobody').optional(),
  priority: priority('"none" clears it').optional(),
  add_labels: names('Label names or "group/label"').optional(),
  remove_labels: names('Labels to take off').optional(),
  labels: names('Replaces all labels; [] removes them', { mayBeEmpty: true }).optional(),
  project: orNull(name(), 'Name, slug or link').optional(),
  cycle: orNull(cycleName(), '"current", "next", number or name').optional(),
  estimate: orNull(estimate, 'Points').optional(),
  due_date: orNull(day(), 'YYYY-MM-DD').optional(),
  parent: orNull(name(), 'Issue to be a sub-issue of').optional(),
  team: name('Moves it: key or name').optional(),
});

export const updateIssueTool = defineTool({
  name: 'update_issue',
  title: 'Update issue',
  description:
    'Changes the given fields of a Linear issue and answers before → after. Omitted fields stay as they are; null empties a field.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: updateInput,
  run: async (input, { linear }) => {
    const changes = changesOf(input);
    const { before, after } = await updateIssue(linear, issueIn('id', input.id), changes);
    const opening = `${after.identifier} ${quotedTitle(after.title)}`;
    return { text: [opening, ...changeLines(before, after, changes), linkField(after.url)].join('\n') };
  },
});

function changesOf(input: z.output<typeof updateInput>): IssueChanges {
  const { id: _id, due_date, priority: word, add_labels, remove_labels, parent, ...rest } = input;
  const { length } = Object.values(input).filter((value) => value !== undefined);
  if (length < 2) refuse('name at least one field to change');
  if (input.labels && (add_labels || remove_labels)) {
    refuse('labels replaces the whole set: leave out add_labels and remove_labels, or use only those');
  }
  return {
    ...rest,
    assignee: nullIfNone(input.assignee),
    project: nullIfNone(input.project),
    cycle: nullIfNone(input.cycle),
    parent: typeof parent === 'string' && !isNone(parent) ? issueIn('parent', parent) : nullIfNone(parent),
    dueDate: due_date,
    priority: word && priorityNumber(word),
    addLabels: add_labels,
    removeLabels: remove_labels,
  };
}

/** In a write, `none` empties a field as `null` does. */
function nullIfNone(given: string | null | undefined): string | null | undefined {
  return typeof given === 'string' && isNone(given) ? null : given;
}

function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

/** The same key is the same UUID: version and variant bits of a random one (RFC 9562 §5.4), the only kind Linear takes. */
function uuidOfKey(key: string): string {
  const hex = createHash('sha256').update(`create_issue ${key}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
