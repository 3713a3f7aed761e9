import { z } from 'zod';
import { type Failure, sentenceFor } from '../../errors.js';
import { createIssues, MOST_TOGETHER } from '../../linear/issues/writing/create-many.js';
import type { IssueState } from '../../linear/issues/writing/state.js';
import { type ManyUpdated, updateIssues } from '../../linear/issues/writing/update-many.js';
import { idempotencyKey, listOf, longText, name, names, shortText } from '../fields.js';
import { issueIn } from '../references.js';
import { AS_BEFORE, refuse } from '../shared/changes.js';
import { linesWithin, MOST_TOKENS } from '../text/budget.js';
import { counted, joined, shelf } from '../text/rows.js';
import { linkField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { issueChangeLines, stateLine } from './changes.js';
import { changedFields, changedFieldsOf, changesAnything, newFields, newFieldsOf } from './fields.js';

const dryRun = z
  .boolean()
  .describe('Looks up names, writes nothing; Linear checks the rest only on writing')
  .default(false);

const newIssue = z.strictObject({
  title: shortText('One line', 500),
  description: longText('Markdown').optional(),
  team: name('Instead of the team of all').optional(),
  ...newFields,
});

export const createIssuesTool = defineTool({
  name: 'create_issues',
  title: 'Create several issues',
  description:
    'Creates up to 50 Linear issues in one go, all or none. Fields are those of create_issue. Answers one line per issue.',
  toolset: 'issues',
  access: 'write',
  input: z.strictObject({
    team: name('Of all issues: key or name').optional(),
    issues: listOf(newIssue, { max: MOST_TOGETHER }).describe('Up to 50'),
    dry_run: dryRun,
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ team, issues, dry_run, idempotency_key: key }, { linear, progress }) => {
    const wanted = issues.map(({ title, description, team: own, ...rest }, index) => ({
      ...newFieldsOf(rest),
      title,
      description,
      team: own ?? team ?? refuse(`issue ${index + 1} needs team`),
    }));
    progress(0, 2, 'looking up names');
    const onResolved = () => progress(1, 2, 'all names are known');
    const { issues: made, isNew } = await createIssues(linear, wanted, { key, dryRun: dry_run, onResolved });
    if (dry_run) {
      return {
        text: `Nothing created. All names of ${counted(wanted.length, 'issue')} are known; Linear checks the rest only on writing.`,
      };
    }
    progress(2, 2, 'written');
    const opening = isNew ? 'Created' : 'Nothing created: this idempotency_key already made';
    const other =
      made.length === wanted.length
        ? []
        : [`Now there were ${wanted.length}: for what is not among these, call with another key.`];
    const lines = [`${opening} ${counted(made.length, 'issue')}:`, ...made.map(stateLine), ...links(made)];
    return { text: [...lines, ...other].join('\n') };
  },
});

export const updateIssuesTool = defineTool({
  name: 'update_issues',
  title: 'Update several issues',
  description:
    'Makes the same changes to up to 50 Linear issues, of any teams, or to none if a name is wrong for one. Answers before → after per issue.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    ids: names('Up to 50 issues such as ENG-123', { max: MOST_TOGETHER }),
    ...changedFields,
    dry_run: dryRun,
  }),
  run: async ({ ids, dry_run, ...rest }, { linear, progress }) => {
    const references = [...new Set(ids.map((id) => issueIn('ids', id)))];
    const changes = changedFieldsOf(rest);
    if (!changesAnything(changes)) refuse('name at least one field to change');
    progress(0, 2, 'looking up names');
    const onResolved = () => progress(1, 2, 'all names are known');
    const options = { dryRun: dry_run, onResolved };
    const { updated, failure } = await updateIssues(linear, references, changes, options);
    if (!dry_run) progress(2, 2, 'written');
    const lines = updated.map((one) => updatedLine(one, changes));
    const shown = linesWithin(lines, MOST_TOKENS - 300);
    const opening = dry_run
      ? `Nothing changed. Asked for of ${counted(lines.length, 'issue')} is this; Linear checks it only on writing${onMoving(changes)}:`
      : openingOf(updated, changes, failure);
    const omitted = lines.length - shown.length;
    const more = omitted > 0 ? [`and ${omitted} more in the same way.`] : [];
    return { text: [opening, ...shown, ...more, ...links(updated.map(({ before }) => before))].join('\n') };
  },
});

/** The links of all issues of a workspace are alike but for the identifier, so one says them all. */
function links([one]: readonly IssueState[]): string[] {
  const link = one && linkField(one.url);
  return link?.endsWith(`/${one?.identifier}`) ? [`Links: ${link.replace(/[^/]+$/, '<id>')}`] : [];
}

/** What is lost on the way to another team only Linear decides. */
function onMoving({ team }: Changes): string {
  return team === undefined
    ? ''
    : ', and takes off what the new team does not have (cycle, labels, perhaps state, project and assignee)';
}

function openingOf(updated: readonly ManyUpdated[], changes: Changes, failure: Failure | undefined): string {
  const all = counted(updated.length, 'issue');
  if (failure === undefined) {
    const changed = updated.filter((one) => linesOf(one, changes).some((line) => !line.endsWith(AS_BEFORE)));
    return changed.length === updated.length ? `Changed ${all}:` : `Changed ${changed.length} of ${all}:`;
  }
  const done = updated.filter(({ after }) => after !== undefined).length;
  return `Changed ${done} of ${all} and stopped: ${sentenceFor(failure)}`;
}

type Changes = Parameters<typeof issueChangeLines>[2];

function updatedLine({ before, after }: ManyUpdated, changes: Changes): string {
  const now = after ?? before;
  const lines = linesOf({ before, after }, changes);
  return joined([`${now.identifier} ${quotedTitle(now.title, 60)}`, shelf(now), ...lines]);
}

function linesOf({ before, after }: ManyUpdated, changes: Changes): string[] {
  return after ? issueChangeLines(before, after, changes) : ['NOT changed'];
}
