import type { IssueChanges } from '../../linear/issues/writing/single.js';
import type { IssueState } from '../../linear/issues/writing/state.js';
import { versionOf } from '../../linear/texts/version.js';
import { joined, labelName, labelsField, priorityWord } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { change, minute } from './facts.js';

type Read = (issue: IssueState) => string | number | null | undefined;

/** The fields a write can touch: how each is read off an issue, and whether the call asked for it. */
const FIELDS: readonly {
  what: string;
  read: Read;
  /** As a line has it, when that is not as it was read. */
  written?: (value: string) => string;
  asked: (changes: IssueChanges) => unknown;
}[] = [
  {
    what: 'title',
    read: (issue) => issue.title,
    written: (title) => quotedTitle(title, 300),
    asked: (changes) => changes.title,
  },
  { what: 'state', read: (issue) => issue.state.name, asked: (changes) => changes.state },
  { what: 'assignee', read: (issue) => issue.assignee?.name, asked: (changes) => changes.assignee },
  { what: 'priority', read: (issue) => priorityWord(issue.priority), asked: (changes) => changes.priority },
  {
    what: 'labels',
    read: (issue) => issue.labels.nodes.map(labelName).sort().join(', ') || undefined,
    asked: ({ labels, addLabels, removeLabels }) => labels ?? addLabels ?? removeLabels,
  },
  { what: 'delegate', read: (issue) => issue.delegate?.name, asked: (changes) => changes.delegate },
  { what: 'project', read: (issue) => issue.project?.name, asked: (changes) => changes.project },
  {
    what: 'milestone',
    read: (issue) => issue.projectMilestone?.name,
    asked: (changes) => changes.milestone,
  },
  { what: 'cycle', read: (issue) => issue.cycle?.number, asked: (changes) => changes.cycle },
  { what: 'estimate', read: (issue) => issue.estimate, asked: (changes) => changes.estimate },
  { what: 'due', read: (issue) => issue.dueDate, asked: (changes) => changes.dueDate },
  { what: 'parent', read: (issue) => issue.parent?.identifier, asked: (changes) => changes.parent },
  { what: 'SLA breach', read: (issue) => issue.slaBreachesAt, asked: (changes) => changes.slaBreachesAt },
  {
    what: 'releases',
    read: ({ releases }) =>
      releases?.nodes
        .map(({ name }) => name)
        .sort()
        .join(', ') || undefined,
    asked: ({ addReleases, removeReleases }) => addReleases ?? removeReleases,
  },
  { what: 'team', read: (issue) => issue.team.key, asked: (changes) => changes.team },
];

/** What a write did, from the issue as it was and as Linear gave it back: also what was not asked for. */
export function changeLines(before: IssueState, after: IssueState, changes: IssueChanges): string[] {
  const lines = FIELDS.flatMap(({ what, read, written = String, asked }) => {
    const shown = (value: string | number | undefined) => (value === undefined ? value : written(`${value}`));
    const [from, to] = [read(before) ?? undefined, read(after) ?? undefined];
    if (from !== to) return [change(what, shown(from), shown(to)) ?? what];
    return asked(changes) === undefined
      ? []
      : [`${what}: ${nameField(shown(to) ?? 'none', 300)} (as before)`];
  });
  const moved =
    before.identifier === after.identifier ? [] : [`identifier: ${before.identifier} → ${after.identifier}`];
  return [...moved, ...lines, ...descriptionLines(before, after, changes)];
}

/** An issue after a write, in one line. */
export function stateLine(issue: IssueState): string {
  const labels = issue.labels.nodes;
  return joined([
    `${issue.identifier} ${quotedTitle(issue.title)}`,
    nameField(issue.state.name),
    issue.priority > 0 ? priorityWord(issue.priority) : undefined,
    issue.assignee ? `@${nameField(issue.assignee.name)}` : undefined,
    labelsField(labels, labels.length),
    issue.delegate ? `delegate ${nameField(issue.delegate.name)}` : undefined,
    issue.project ? `in ${nameField(issue.project.name)}` : undefined,
    issue.projectMilestone ? `milestone ${nameField(issue.projectMilestone.name)}` : undefined,
    issue.cycle ? `cycle ${issue.cycle.number}` : undefined,
    issue.estimate == null ? undefined : `estimate ${issue.estimate}`,
    issue.dueDate ? `due ${issue.dueDate}` : undefined,
    issue.parent ? `parent ${issue.parent.identifier}` : undefined,
    issue.slaBreachesAt ? `SLA breach ${minute(issue.slaBreachesAt)}` : undefined,
  ]);
}

/** A description is named by its length: the model has just written it, and the old one may be anything. */
function descriptionLines(before: IssueState, after: IssueState, changes: IssueChanges): string[] {
  const [from, to] = [before.description ?? '', after.description ?? ''];
  if (from !== to) {
    return [`description: ${from.length} → ${to.length} characters, version ${versionOf(after.description)}`];
  }
  return changes.description === undefined && changes.edit === undefined ? [] : ['description: as before'];
}
