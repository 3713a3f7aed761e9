import type { HistoryRow, IssueDetail, IssueMention } from '../../linear/issues/detail.js';
import type { Named, Part } from '../../linear/rows.js';
import { isCut, ONLY_IN_LINEAR, partSection, section } from '../shared/details.js';
import { attachmentLine } from '../shared/links.js';
import { needRefLine } from '../shared/needs.js';
import { joined, labelsField, priorityWord, shelf } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';

/** What an issue is, in three or four lines; what it does not have is left out. */
export function factLines(issue: IssueDetail): string[] {
  const first = [
    `${issue.identifier} ${quotedTitle(issue.title, 300)}`,
    nameField(issue.state.name),
    issue.priority > 0 ? priorityWord(issue.priority) : undefined,
    issue.assignee ? `@${nameField(issue.assignee.name)}` : undefined,
    labelsField(issue.labels.nodes, issue.labelIds.length),
    issue.delegate ? `delegate ${nameField(issue.delegate.name)}` : undefined,
    issue.project ? `in ${nameField(issue.project.name)}` : undefined,
    issue.projectMilestone ? `milestone ${nameField(issue.projectMilestone.name)}` : undefined,
    issue.cycle ? `cycle ${issue.cycle.number}` : undefined,
    issue.estimate == null ? undefined : `estimate ${issue.estimate}`,
    issue.dueDate ? `due ${issue.dueDate}` : undefined,
    issue.slaBreachesAt ? `SLA breach ${givenBack(issue.slaBreachesAt)}` : undefined,
  ];
  const second = [
    `team ${issue.team.key}`,
    `created ${day(issue.createdAt)}${issue.creator ? ` by ${nameField(issue.creator.name)}` : ''}`,
    `updated ${day(issue.updatedAt)}`,
    issue.completedAt ? `completed ${day(issue.completedAt)}` : undefined,
    issue.canceledAt ? `canceled ${day(issue.canceledAt)}` : undefined,
    issue.archivedAt ? `${shelf(issue)} ${day(issue.archivedAt)}` : undefined,
    subscribersField(issue.subscribers),
  ];
  const third = [linkField(issue.url), `branch ${nameField(issue.branchName, 120)}`];
  const parent = issue.parent ? [`parent ${issue.parent.identifier} ${quotedTitle(issue.parent.title)}`] : [];
  return [joined(first), joined(second), joined(third), ...parent];
}

/** `subscribers Ada Lindqvist, Sofia Ortega`; nothing when nobody follows. */
export function subscribersField(subscribers: Part<Named> | undefined): string | undefined {
  const names = subscribers?.nodes.map(({ name }) => nameField(name)) ?? [];
  if (names.length === 0) return undefined;
  return `subscribers ${names.join(', ')}${isCut(subscribers) ? ' and more' : ''}`;
}

type Release = NonNullable<IssueDetail['releases']>['nodes'][number];

/**
 * Relations in both directions, children, attachments and history: one line each, as far as they were asked for.
 * `fuller` is the call that brings more of every part, when there is one.
 */
export function partLines(issue: IssueDetail, fuller: string | undefined): string[] {
  const rest = fuller ?? ONLY_IN_LINEAR;
  return [
    ...relationLines(issue, rest),
    ...partSection('sub-issue', issue.children, mention, `list_issues with parent "${issue.identifier}"`),
    ...partSection('attachment', issue.attachments, attachmentLine, rest),
    ...partSection('release', issue.releases, releaseLine, rest),
    ...partSection('customer need', issue.needs, needRefLine, rest),
    ...historyLines(issue, rest),
  ];
}

const FORWARD: Readonly<Record<string, string>> = { blocks: 'blocks', duplicate: 'duplicate of' };
const BACKWARD: Readonly<Record<string, string>> = { blocks: 'blocked by', duplicate: 'duplicated by' };

function relationLines({ relations, inverseRelations }: IssueDetail, rest: string): string[] {
  if (relations === undefined && inverseRelations === undefined) return [];
  const lines = [
    ...(relations?.nodes ?? []).map((each) => `${wordFor(FORWARD, each.type)} ${mention(each.relatedIssue)}`),
    ...(inverseRelations?.nodes ?? []).map(
      (each) => `${wordFor(BACKWARD, each.type)} ${mention(each.issue)}`,
    ),
  ];
  return section('relation', lines, isCut(relations) || isCut(inverseRelations) ? rest : undefined);
}

function wordFor(words: Readonly<Record<string, string>>, type: string): string {
  return words[type] ?? (type === 'similar' ? 'similar to' : 'related to');
}

function releaseLine({ name, stage }: Release): string {
  return joined([nameField(name, 100), nameField(stage.name)]);
}

function historyLines({ history }: IssueDetail, rest: string): string[] {
  if (history === undefined) return [];
  const lines = history.nodes.flatMap((row) => {
    const changes = changesIn(row);
    const who = row.actor ? nameField(row.actor.name) : 'Linear';
    return changes.length === 0 ? [] : [`${minute(row.createdAt)} ${who}: ${changes.join('; ')}`];
  });
  return section('change', lines, isCut(history) ? rest : undefined, ', latest first, times in UTC');
}

function changesIn(row: HistoryRow): string[] {
  const title = (text: string | null | undefined) => (text ? quotedTitle(text) : undefined);
  return [
    change('state', row.fromState?.name, row.toState?.name),
    change('assignee', row.fromAssignee?.name, row.toAssignee?.name),
    change('priority', wordOf(row.fromPriority), wordOf(row.toPriority)),
    change('estimate', row.fromEstimate, row.toEstimate),
    change('due', row.fromDueDate, row.toDueDate),
    change('project', row.fromProject?.name, row.toProject?.name),
    change('cycle', row.fromCycle?.number, row.toCycle?.number),
    change('parent', row.fromParent?.identifier, row.toParent?.identifier),
    change('team', row.fromTeam?.name, row.toTeam?.name),
    change('title', title(row.fromTitle), title(row.toTitle)),
    ...(row.addedLabels ?? []).map((label) => `label +${nameField(label.name)}`),
    ...(row.removedLabels ?? []).map((label) => `label -${nameField(label.name)}`),
    row.updatedDescription ? 'description edited' : undefined,
    row.archived === true ? 'archived' : undefined,
    row.trashed === true ? 'deleted' : undefined,
  ].filter((text) => text !== undefined);
}

type Side = string | number | null | undefined;

/** `state: Todo → Done`; nothing when neither side is set. */
function change(what: string, from: Side, to: Side): string | undefined {
  if (from == null && to == null) return undefined;
  return `${what}: ${side(from)} → ${side(to)}`;
}

function side(value: Side): string {
  return value == null ? 'none' : nameField(String(value), 300);
}

function wordOf(priority: number | null | undefined): string | undefined {
  return priority == null ? undefined : priorityWord(priority);
}

function mention(issue: IssueMention): string {
  return `${issue.identifier} ${quotedTitle(issue.title)} | ${nameField(issue.state.name)}`;
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}

/** A moment as the writing tools take it: with its zone, without seconds. */
export function givenBack(timestamp: string): string {
  return `${new Date(timestamp).toISOString().slice(0, 16)}Z`;
}

/** A time of day is enough for a conversation, without its seconds; that it is UTC is said once per answer. */
export function minute(timestamp: string): string {
  return timestamp.slice(0, 16).replace('T', ' ');
}
