import { z } from 'zod';
import {
  cycleName,
  day,
  described,
  type Emptied,
  name,
  names,
  nullIfNone,
  orNull,
  priority,
  priorityNumber,
} from '../fields.js';
import { isDate } from '../ranges.js';
import { issueIn } from '../references.js';
import { refuse } from '../shared/changes.js';

const estimate = z.int().min(0).max(1000);

/** What a new issue may have besides its title and text. */
export const newFields = {
  state: name('State name or type of that team').optional(),
  assignee: name('Name, email or "me"').optional(),
  delegate: name('Agent to work on it').optional(),
  priority: priority('How urgent').optional(),
  labels: names('Label names or "group/label"').optional(),
  project: name('Name, slug or link').optional(),
  milestone: name('Of that project').optional(),
  cycle: cycleName('"current", "next", number or name').optional(),
  estimate: estimate.describe('Points on the scale of the team').optional(),
  due_date: day('YYYY-MM-DD').optional(),
  parent: name('Issue to be a sub-issue of').optional(),
};

/** What can be changed of one issue or of many alike; `null` empties. */
export const changedFields = {
  state: name('State name or type of its team').optional(),
  assignee: orNull(name(), 'Name, email or "me"; null for nobody').optional(),
  delegate: orNull(name(), 'Agent').optional(),
  priority: priority('"none" clears it').optional(),
  add_labels: names('Label names or "group/label"').optional(),
  remove_labels: names('Labels to take off').optional(),
  labels: names('Replaces all labels; [] removes them', { mayBeEmpty: true }).optional(),
  project: orNull(name(), 'Name, slug or link').optional(),
  milestone: orNull(name(), 'Of its project').optional(),
  cycle: orNull(cycleName(), '"current", "next", number or name').optional(),
  estimate: orNull(estimate, 'Points').optional(),
  due_date: orNull(day(), 'YYYY-MM-DD').optional(),
  parent: orNull(name(), 'Issue to be a sub-issue of').optional(),
  team: name('Moves it: key or name').optional(),
};

const newSchema = z.strictObject(newFields);
const changedSchema = z.strictObject(changedFields);

export function newFieldsOf(input: z.output<typeof newSchema>) {
  const { due_date: dueDate, priority: word, parent, ...rest } = input;
  return {
    ...rest,
    ...referencesOf(rest),
    parent: parentOf(parent),
    dueDate,
    priority: word && priorityNumber(word),
  };
}

export function changedFieldsOf(input: z.output<typeof changedSchema>) {
  const { due_date, priority: word, add_labels, remove_labels, parent, ...rest } = input;
  if (input.labels && (add_labels || remove_labels)) {
    refuse('labels replaces the whole set: leave out add_labels and remove_labels, or use only those');
  }
  return {
    ...rest,
    ...referencesOf(rest),
    parent: parentOf(parent),
    dueDate: due_date,
    priority: word && priorityNumber(word),
    addLabels: add_labels,
    removeLabels: remove_labels,
  };
}

/** Whether anything at all is to be changed. */
export function changesAnything(changes: object): boolean {
  return Object.values(changes).some((value) => value !== undefined);
}

/** A moment in ISO 8601. */
export function moment(description?: string) {
  const isMoment = (text: string): boolean =>
    /^\d{4}-\d{2}-\d{2}T[\d:.]{4,12}(Z|[+-]\d{2}:?\d{2})$/i.test(text) && isDate(text);
  const text = z
    .string()
    .trim()
    .refine(isMoment, 'must be a time with its zone, such as 2026-03-31T12:00:00Z');
  return described(text, description);
}

type Referring = { [Field in 'assignee' | 'delegate' | 'project' | 'milestone' | 'cycle']?: Emptied };

function referencesOf({ assignee, delegate, project, milestone, cycle }: Referring) {
  return {
    assignee: nullIfNone(assignee),
    delegate: nullIfNone(delegate),
    project: nullIfNone(project),
    milestone: nullIfNone(milestone),
    cycle: nullIfNone(cycle),
  };
}

function parentOf(given: Emptied): Emptied {
  const parent = nullIfNone(given);
  return typeof parent === 'string' ? issueIn('parent', parent) : parent;
}
