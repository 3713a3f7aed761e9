import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { cleanName, same } from '../names/comparing.js';
import { pasted, uuidIn } from '../names/given.js';
import { asWritten, isLabel, type LabelNode, labelKind, type TeamNode, teamKind } from '../names/kinds.js';
import { pair, type TeamsFound, type TeamVariables, teamLookup, teamVariables } from '../names/lookups.js';
import { candidate, oneNamed, refuseTaken } from '../names/resolving.js';
import type { Viewed } from '../pages.js';
import { type Listed, present, type Timestamp } from '../rows.js';

/** A label as it is kept, rather than as it is put on an issue. */
export type KeptLabel = LabelNode &
  Pick<L.IssueLabel, 'isGroup' | 'color'> & {
    readonly groupType?: L.IssueLabel['groupType'] | null;
    readonly description?: string | null;
    readonly retiredAt?: Timestamp | null;
    readonly team?: Pick<L.Team, 'id' | 'key'> | null;
  };

export const KEPT_LABEL = `
  fragment KeptLabel on IssueLabel { id name isGroup groupType color description retiredAt parent { name } team { id key } }`;

export const PREPARE_LABEL = operation<
  Found,
  { labels: L.IssueLabelFilter; near: L.IssueLabelFilter } & TeamVariables
>(`
  query PrepareLabel($labels: IssueLabelFilter!, $near: IssueLabelFilter!, ${teamLookup.parameters}) {
    viewer { id }
    labels: issueLabels(filter: $labels, first: 50) { nodes { ...KeptLabel } }
    near: issueLabels(filter: $near, first: 12) { nodes { ...KeptLabel } }
    ${teamLookup.fields}
  }${KEPT_LABEL}${teamLookup.fragment}`);

export const CREATE_LABEL = operation<
  { issueLabelCreate: { issueLabel: KeptLabel } },
  { input: L.IssueLabelCreateInput }
>(`
  mutation CreateLabel($input: IssueLabelCreateInput!) {
    issueLabelCreate(input: $input) { issueLabel { ...KeptLabel } }
  }${KEPT_LABEL}`);

export const LABEL_MADE = madeById<KeptLabel>(
  'LabelMade',
  ['issueLabels', 'IssueLabelFilter'],
  '...KeptLabel',
  KEPT_LABEL,
);

type Payload = { readonly issueLabel: KeptLabel };

export const UPDATE_LABEL = operation<
  { updated?: Payload; retired?: Payload; restored?: Payload },
  { id: string; input: L.IssueLabelUpdateInput; update: boolean; retire: boolean; restore: boolean }
>(`
  mutation UpdateLabel($id: String!, $input: IssueLabelUpdateInput!, $update: Boolean!, $retire: Boolean!, $restore: Boolean!) {
    updated: issueLabelUpdate(id: $id, input: $input) @include(if: $update) { issueLabel { ...KeptLabel } }
    retired: issueLabelRetire(id: $id) @include(if: $retire) { issueLabel { ...KeptLabel } }
    restored: issueLabelRestore(id: $id) @include(if: $restore) { issueLabel { ...KeptLabel } }
  }${KEPT_LABEL}`);

export interface NewLabel {
  readonly name: string;
  /** Absent: a label of the whole workspace. */
  readonly team?: string | undefined;
  readonly group?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
  /** A group of labels of which an issue carries one, or several. */
  readonly groupOf?: 'one' | 'several' | undefined;
}

export async function createLabel(linear: Linear, wanted: NewLabel, key?: string): Promise<Made<KeptLabel>> {
  const { name, team, group, color, description, groupOf } = wanted;
  const found = await lookUp(linear, { named: [group], team });
  const owner = team === undefined ? undefined : teamIn(team, found);
  const input: L.IssueLabelCreateInput = {
    name,
    ...(owner !== undefined && { teamId: owner.id }),
    ...(group !== undefined && { parentId: groupIn(group, owner, found).id }),
    ...(color !== undefined && { color }),
    ...(description !== undefined && { description }),
    ...groupInput(groupOf),
  };
  const create = async (id: string) =>
    (await linear.query(CREATE_LABEL, { input: { ...input, id } })).issueLabelCreate.issueLabel;
  const creation = { of: 'issue label', viewerId: found.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: LABEL_MADE });
}

export interface LabelChanges {
  readonly name?: string | undefined;
  readonly group?: string | null | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
  readonly groupOf?: NewLabel['groupOf'];
  readonly retired?: boolean | undefined;
}

/** Changes a label, or retires or restores it: a retired one stays on its issues and is put on no other. */
export async function updateLabel(
  linear: Linear,
  which: { label: string; team?: string | undefined },
  changes: LabelChanges,
): Promise<{ before: KeptLabel; after: KeptLabel }> {
  const { name, group, color, description, groupOf, retired } = changes;
  const named = [which.label, group ?? undefined];
  const found = await lookUp(linear, { named, taken: name, team: which.team });
  const before = labelIn(which.label, which.team, found);
  const into = group == null ? undefined : groupIn(group, before.team ?? undefined, found);
  const inGroup = group === undefined ? before.parent?.name : into?.name;
  refuseTaken(name, besides(before, inGroup, found), 'label beside it');
  const input: L.IssueLabelUpdateInput = {
    ...(name !== undefined && { name }),
    ...(group !== undefined && { parentId: into?.id ?? null }),
    ...(color !== undefined && { color }),
    ...(description !== undefined && { description }),
    ...groupInput(groupOf),
  };
  const data = await linear.query(UPDATE_LABEL, {
    id: before.id,
    input,
    update: Object.keys(input).length > 0,
    retire: retired === true,
    restore: retired === false,
  });
  return { before, after: present(data.retired ?? data.restored ?? data.updated).issueLabel };
}

function groupInput(groupOf: NewLabel['groupOf']): Pick<L.IssueLabelCreateInput, 'isGroup' | 'groupType'> {
  if (groupOf === undefined) return {};
  // The SDK's enum has the schema's words for its values.
  const groupType = (groupOf === 'one' ? 'singleSelect' : 'multiSelect') as L.LabelGroupType;
  return { isGroup: true, groupType };
}

type Found = Viewed & { labels: Listed<KeptLabel>; near: Listed<KeptLabel> } & TeamsFound;

/** Labels that are named, and those that have the name that one is to take. */
function lookUp(
  linear: Linear,
  given: { named: readonly (string | undefined)[]; taken?: string | undefined; team: string | undefined },
): Promise<Found> {
  const { taken, team } = given;
  const names = given.named.filter((name) => name !== undefined);
  const exact = [...names.flatMap(withoutPlace), ...(taken === undefined ? [] : [taken])];
  const none: L.IssueLabelFilter = { id: { in: [] } };
  return linear.query(PREPARE_LABEL, {
    labels: exact.length === 0 ? none : { or: exact.map(labelKind.exact) },
    near: names.length === 0 ? none : { or: names.map(labelKind.near) },
    ...teamVariables(team),
  });
}

export function teamIn(given: string, found: TeamsFound): TeamNode {
  return oneNamed(teamKind, { argument: 'team', given }, pair(found.teams, found.teamsNear));
}

/** The label of that name; where several teams have one, `team` says which, or its place after the name. */
function labelIn(given: string, team: string | undefined, found: Found): KeptLabel {
  const teamId = team === undefined ? undefined : teamIn(team, found).id;
  const inScope = found.labels.nodes.filter((label) => teamId === undefined || label.team?.id === teamId);
  const named = (text: string): readonly KeptLabel[] =>
    asWritten(
      inScope.filter((label) => isLabel(label, text)),
      text,
    );
  const place = pasted(given);
  const whole = named(given);
  const exact =
    place === undefined || whole.length > 0
      ? whole
      : named(place.head).filter((label) => same(placeOf(label), place.tail));
  const [only, another] = exact;
  if (only === undefined) {
    return oneNamed(labelKind, { argument: 'label', given }, { exact: [], near: found.near.nodes });
  }
  if (another === undefined) return only;
  const candidates = exact.map((label) => {
    const written = labelKind.written(label);
    return candidate(uuidIn(written) === undefined ? `${written} (${placeOf(label)})` : written);
  });
  return fail({ code: 'name_ambiguous', argument: 'label', given: cleanName(given), candidates });
}

function placeOf({ team }: KeptLabel): string {
  return team?.key ?? 'workspace';
}

/** A name as given, and without the place at its end that a candidate has. */
function withoutPlace(given: string): string[] {
  const place = pasted(given);
  return place === undefined ? [given] : [given, place.head];
}

/** Other labels of the same place and group. */
function besides(label: KeptLabel, group: string | undefined, found: Found): KeptLabel[] {
  return found.labels.nodes.filter(
    ({ id, team, parent }) =>
      id !== label.id && team?.id === label.team?.id && same(parent?.name ?? '', group ?? ''),
  );
}

/** The group of that name for a label of the team or, without one, of the workspace. */
function groupIn(given: string, team: Pick<TeamNode, 'id' | 'key'> | undefined, found: Found): KeptLabel {
  const isUsable = (label: KeptLabel): boolean => label.team == null || label.team.id === team?.id;
  const alike = found.labels.nodes.filter((label) => label.isGroup && isLabel(label, given));
  const groups = asWritten(alike, given);
  const exact = groups.filter(isUsable);
  const [elsewhere] = groups;
  if (exact.length === 0 && elsewhere !== undefined) {
    const places = `is of ${placeOf(elsewhere)}, the label of ${team?.key ?? 'workspace'}`;
    fail({ code: 'invalid_arguments', problems: [`the label group ${cleanName(elsewhere.name)} ${places}`] });
  }
  const near = found.near.nodes.filter((label) => label.isGroup && isUsable(label));
  return oneNamed(labelKind, { argument: 'label group', given }, { exact, near });
}
