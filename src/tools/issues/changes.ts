import type { IssueChanges } from '../../linear/issues/writing/single.js';
import type { IssueState } from '../../linear/issues/writing/state.js';
import { changeLines, type FieldReader, namesOf } from '../shared/changes.js';
import { joined, labelName, labelsField, priorityWord, shelf } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { givenBack } from './facts.js';

/** The fields a write can touch, by the words of an issue's row. */
const FIELDS: readonly FieldReader<IssueState>[] = [
  ['title', (issue) => issue.title, 'quoted'],
  ['state', (issue) => issue.state.name],
  ['assignee', (issue) => issue.assignee?.name],
  ['priority', (issue) => priorityWord(issue.priority)],
  ['labels', (issue) => namesOf(issue.labels.nodes.map(labelName))],
  ['delegate', (issue) => issue.delegate?.name],
  ['project', (issue) => issue.project?.name],
  ['milestone', (issue) => issue.projectMilestone?.name],
  ['cycle', (issue) => issue.cycle?.number],
  ['estimate', (issue) => issue.estimate],
  ['due', (issue) => issue.dueDate],
  ['parent', (issue) => issue.parent?.identifier],
  ['SLA breach', ({ slaBreachesAt }) => slaBreachesAt && givenBack(slaBreachesAt)],
  ['releases', ({ releases }) => namesOf((releases?.nodes ?? []).map(({ name }) => name))],
  ['team', (issue) => issue.team.key],
  ['description', (issue) => issue.description, 'edited'],
];

/** The field of a change, where it is not called like it. */
const FIELD_OF: { readonly [Change in keyof IssueChanges]?: string } = {
  addLabels: 'labels',
  removeLabels: 'labels',
  addReleases: 'releases',
  removeReleases: 'releases',
  dueDate: 'due',
  slaBreachesAt: 'SLA breach',
  edit: 'description',
};

/** What a write did, from the issue as it was and as Linear gave it back: also what was not asked for. */
export function issueChangeLines(before: IssueState, after: IssueState, changes: IssueChanges): string[] {
  const asked = new Set(
    Object.entries(changes).flatMap(([change, value]) =>
      value === undefined ? [] : [FIELD_OF[change as keyof IssueChanges] ?? change],
    ),
  );
  const moved =
    before.identifier === after.identifier ? [] : [`identifier: ${before.identifier} → ${after.identifier}`];
  return [...moved, ...changeLines({ before, after }, FIELDS, asked)];
}

/** An issue after a write, in one line. */
export function stateLine(issue: IssueState): string {
  const labels = issue.labels.nodes;
  return joined([
    `${issue.identifier} ${quotedTitle(issue.title)}`,
    nameField(issue.state.name),
    issue.priority > 0 ? priorityWord(issue.priority) : undefined,
    issue.assignee ? `@${nameField(issue.assignee.name)}` : undefined,
    labelsField(labels, issue.labelIds.length),
    issue.delegate ? `delegate ${nameField(issue.delegate.name)}` : undefined,
    issue.project ? `in ${nameField(issue.project.name)}` : undefined,
    issue.projectMilestone ? `milestone ${nameField(issue.projectMilestone.name)}` : undefined,
    issue.cycle ? `cycle ${issue.cycle.number}` : undefined,
    issue.estimate == null ? undefined : `estimate ${issue.estimate}`,
    issue.dueDate ? `due ${issue.dueDate}` : undefined,
    issue.parent ? `parent ${issue.parent.identifier}` : undefined,
    issue.slaBreachesAt ? `SLA breach ${givenBack(issue.slaBreachesAt)}` : undefined,
    // What a key made before may have been thrown away since.
    shelf(issue),
  ]);
}
