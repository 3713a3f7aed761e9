import type { ProjectRow } from '../../linear/projects/list.js';
import type { UpdateRow } from '../../linear/projects/updates.js';
import type { Part } from '../../linear/rows.js';
import { versionOf } from '../../linear/texts/version.js';
import { type Block, isCut } from '../shared/details.js';
import { counted, joined, priorityWord, shelf } from '../text/rows.js';
import { nameField } from '../text/untrusted.js';

export const PROJECT_LEGEND =
  'Row: name (slug) | status | health | priority | @lead | teams | done | target | updated; absent = none.';

/** A project in one line; what it does not have is left out. */
export function projectLine(row: ProjectRow): string {
  // What is cut ends in an ellipsis here; get_project has it whole.
  const teams = [...row.teams.nodes.map(({ key }) => key), ...(isCut(row.teams) ? ['…'] : [])];
  return joined([
    `${nameField(row.name, 100)} (${row.slugId})`,
    nameField(row.status.name),
    row.health ?? undefined,
    row.priority > 0 ? priorityWord(row.priority) : undefined,
    row.lead ? `@${nameField(row.lead.name)}` : undefined,
    teams.length > 0 ? teams.join(', ') : undefined,
    percent(row.progress),
    row.targetDate ? `target ${row.targetDate}` : undefined,
    row.updatedAt.slice(0, 10),
    shelf(row),
  ]);
}

/** `45%` */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Who said how it goes, and when: the label of an update's block. */
export function updateLabel(update: UpdateRow): string {
  const of = update.project ?? update.initiative;
  return [
    `update ${update.id}${of === undefined ? '' : ` of ${nameField(of.name, 100)}`}`,
    update.health,
    `by ${nameField(update.user.name)}`,
    update.createdAt.slice(0, 10),
    `version ${versionOf(update.body)}`,
    ...(update.editedAt ? ['edited'] : []),
    ...(update.archivedAt ? ['deleted'] : []),
  ].join(', ');
}

/** What is said before the blocks of the latest updates: that there are none, or older ones, which `rest` lists. */
export function updatesLine(updates: Part<UpdateRow> | undefined, rest: string): string[] {
  if (updates?.nodes.length === 0) return ['No status updates.'];
  return isCut(updates)
    ? [`The latest ${counted(updates?.nodes.length ?? 0, 'status update')} below (the rest: ${rest}).`]
    : [];
}

export function updateBlocks(updates: Part<UpdateRow> | undefined, rest: string): Block[] {
  return (updates?.nodes ?? []).map((update) => ({ label: updateLabel(update), text: update.body, rest }));
}
