import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { isMe } from '../names/given.js';
import { missing, planLabelIds } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Viewed } from '../pages.js';
import { editedIds } from '../projects/sets.js';
import type { Listed } from '../rows.js';
import type { InitiativeChanged, InitiativeEdits, InitiativeFields } from './changes.js';
import { INITIATIVE_STATE, type InitiativeState } from './read.js';
import { type Ends, linkOf, type ProjectWithLinks, refuseContradictions } from './ties.js';

const references = {
  owner: sources.people,
  team: sources.teams,
  label: sources.initiativeLabels,
  parent: sources.initiatives,
  project: selecting<ProjectWithLinks>(
    sources.projects,
    'id name slugId initiativeToProjects(first: 50) { nodes { id initiative { id } } }',
  ),
} as const;
const creating = nameSlots(references);
const updating = nameSlots({
  ...references,
  initiative: selecting<InitiativeState>(sources.initiatives, '...InitiativeState', 'includeArchived: true'),
});

export const PREPARE_INITIATIVE_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareInitiativeCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
// Which initiatives are above which is one list of the whole workspace, without a filter.
export const PREPARE_INITIATIVE_UPDATE = operation<
  Viewed & NamesFound & { initiativeRelations?: Listed<Ends> },
  { askRelations: boolean; relations: number } & NameVariables
>(`
  query PrepareInitiativeUpdate($askRelations: Boolean!, $relations: Int!, ${updating.parameters}) {
    viewer { id }
    initiativeRelations(first: $relations) @include(if: $askRelations) {
      nodes { id initiative { id } relatedInitiative { id } }
    }
    ${updating.fields}
  }${INITIATIVE_STATE}`);
export const CREATE_INITIATIVE = operation<
  { initiativeCreate: { initiative: InitiativeState } },
  { input: L.InitiativeCreateInput }
>(`
  mutation CreateInitiative($input: InitiativeCreateInput!) {
    initiativeCreate(input: $input) { initiative { ...InitiativeState } }
  }${INITIATIVE_STATE}`);
export const INITIATIVE_MADE = madeById<InitiativeState>(
  'InitiativeMade',
  ['initiatives', 'InitiativeFilter'],
  '...InitiativeState',
  INITIATIVE_STATE,
);

// The ties are made and cut first, so that what the last mutation answers is the state after all of them.
// Defaults stand in for inputs that are skipped: GraphQL wants a value where the argument must not be null.
export const UPDATE_INITIATIVE = operation<
  { initiativeUpdate: { initiative: InitiativeState } },
  {
    id: string;
    input: L.InitiativeUpdateInput;
    link?: L.InitiativeToProjectCreateInput;
    unlink?: string;
    relate?: L.InitiativeRelationCreateInput;
    unrelate?: string;
    doLink: boolean;
    doUnlink: boolean;
    doRelate: boolean;
    doUnrelate: boolean;
  }
>(`
  mutation UpdateInitiative(
    $id: String!, $input: InitiativeUpdateInput!, $doLink: Boolean!, $doUnlink: Boolean!, $doRelate: Boolean!,
    $doUnrelate: Boolean!, $unrelate: String! = "",
    $link: InitiativeToProjectCreateInput! = { initiativeId: "", projectId: "" }, $unlink: String! = "",
    $relate: InitiativeRelationCreateInput! = { initiativeId: "", relatedInitiativeId: "" }
  ) {
    initiativeToProjectCreate(input: $link) @include(if: $doLink) { success }
    initiativeToProjectDelete(id: $unlink) @include(if: $doUnlink) { success }
    initiativeRelationDelete(id: $unrelate) @include(if: $doUnrelate) { success }
    initiativeRelationCreate(input: $relate) @include(if: $doRelate) { success }
    initiativeUpdate(id: $id, input: $input) { initiative { ...InitiativeState } }
  }${INITIATIVE_STATE}`);
type Done = { done: { success: boolean } };
export const ARCHIVE_INITIATIVE = operation<Done, { id: string }>(`
  mutation ArchiveInitiative($id: String!) { done: initiativeArchive(id: $id) { success } }`);
export const RESTORE_INITIATIVE = operation<Done, { id: string }>(`
  mutation RestoreInitiative($id: String!) { done: initiativeUnarchive(id: $id) { success } }`);

export async function createInitiative(
  linear: Linear,
  wanted: InitiativeFields & { name: string; labels?: readonly string[] | undefined },
  key?: string,
): Promise<Made<InitiativeState>> {
  const { labels = [], owner, leadTeam } = wanted;
  const asked = { owner, team: leadTeam, label: labels };
  const data = await linear.query(PREPARE_INITIATIVE_CREATE, creating.variables(asked));
  const input = {
    ...fieldInput(wanted, data),
    name: wanted.name,
    ...(labels.length > 0 && { labelIds: planLabelIds(labels, creating.found(data, 'label')) }),
  };
  const create = async (id: string) =>
    (await linear.query(CREATE_INITIATIVE, { input: { ...input, id } })).initiativeCreate.initiative;
  return createUnderKey(
    linear,
    { of: 'initiative', viewerId: data.viewer.id, key },
    { create, made: INITIATIVE_MADE },
  );
}

/** Changes an initiative and what it is tied to, in one mutation after one look-up; a tie that is there stays. */
export async function updateInitiative(
  linear: Linear,
  given: string,
  changes: InitiativeFields & InitiativeEdits,
): Promise<InitiativeChanged> {
  const { addLabels = [], addProject, removeProject, addParent, removeParent, owner, leadTeam } = changes;
  const project = [addProject, removeProject].filter((each) => each !== undefined);
  const parent = [addParent, removeParent].filter((each) => each !== undefined);
  const asked = { initiative: given, owner, team: leadTeam, label: addLabels, parent, project };
  const data = await linear.query(PREPARE_INITIATIVE_UPDATE, {
    ...relationsFor(removeParent),
    ...updating.variables(asked),
  });
  const before = updating.one(data, 'initiative', given);
  const initiativeId = before.id;
  const added = addProject === undefined ? undefined : updating.one(data, 'project', addProject);
  const hadProject = added !== undefined && linkOf(added, initiativeId) !== undefined;
  const unlink = removeProject === undefined ? undefined : linkId(data, removeProject, initiativeId);
  const above = addParent === undefined ? undefined : parentNamed(data, addParent);
  const hadParent = before.parentInitiatives.nodes.some(({ id }) => id === above);
  const unrelate = removeParent === undefined ? undefined : relationId(data, removeParent, initiativeId);
  refuseContradictions({ initiativeId, above, hadProject, hadParent, unlink, unrelate });
  const { initiativeUpdate } = await linear.query(UPDATE_INITIATIVE, {
    id: initiativeId,
    input: {
      ...fieldInput({ ...changes, content: changes.rewrite?.(before.content ?? '') }, data),
      ...editedIds('labelIds', before.labels, {
        add: planLabelIds(addLabels, updating.found(data, 'label')),
        remove: changes.removeLabels,
        of: 'label',
        name: (label) => (label.parent ? `${label.parent.name}/${label.name}` : label.name),
      }),
    },
    doLink: added !== undefined && !hadProject,
    doUnlink: unlink !== undefined,
    doRelate: above !== undefined && !hadParent,
    doUnrelate: unrelate !== undefined,
    ...(added !== undefined && { link: { initiativeId, projectId: added.id } }),
    ...(unlink !== undefined && { unlink }),
    ...(unrelate !== undefined && { unrelate }),
    ...(above !== undefined && { relate: { initiativeId: above, relatedInitiativeId: initiativeId } }),
  });
  return { before, after: initiativeUpdate.initiative, hadProject };
}

function parentNamed(data: NamesFound, given: string): string {
  return updating.one(data, 'parent', given, 'parent initiative').id;
}

function linkId(data: NamesFound, project: string, initiativeId: string): string {
  const link = linkOf(updating.one(data, 'project', project), initiativeId);
  return link ?? missing('project of this initiative', project);
}

/** A price that is worked out before the directives must not count what nobody asked for. */
function relationsFor(removeParent: string | undefined): { askRelations: boolean; relations: number } {
  return { askRelations: removeParent !== undefined, relations: removeParent === undefined ? 1 : 250 };
}

function relationId(
  data: NamesFound & { initiativeRelations?: Listed<Ends> },
  parent: string,
  initiativeId: string,
): string {
  const above = parentNamed(data, parent);
  const relation = data.initiativeRelations?.nodes.find(
    (each) => each.initiative.id === above && each.relatedInitiative.id === initiativeId,
  );
  return relation?.id ?? missing('parent of this initiative', parent);
}

export async function archiveInitiative(
  linear: Linear,
  given: string,
  restore: boolean,
): Promise<InitiativeState> {
  const data = await linear.query(PREPARE_INITIATIVE_UPDATE, {
    ...relationsFor(undefined),
    ...updating.variables({ initiative: given }),
  });
  const before = updating.one(data, 'initiative', given);
  await linear.query(restore ? RESTORE_INITIATIVE : ARCHIVE_INITIATIVE, { id: before.id });
  return before;
}

function fieldInput(fields: InitiativeFields, data: Viewed & NamesFound) {
  const { name, summary, content, status, owner, leadTeam, targetDate, priority, icon, color } = fields;
  const ownerId = (given: string) => (isMe(given) ? data.viewer.id : creating.one(data, 'owner', given).id);
  return {
    ...(name !== undefined && { name }),
    ...(summary !== undefined && { description: summary }),
    ...(content !== undefined && { content }),
    // The words are checked where they come in; the SDK's enumeration has the same ones.
    ...(status !== undefined && { status: status as L.InitiativeStatus }),
    ...(owner !== undefined && { ownerId: owner === null ? null : ownerId(owner) }),
    ...(leadTeam !== undefined && {
      leadTeamId: leadTeam === null ? null : creating.one(data, 'team', leadTeam, 'lead_team').id,
    }),
    ...(targetDate !== undefined && { targetDate }),
    ...(priority !== undefined && { priority }),
    ...(icon !== undefined && { icon }),
    ...(color !== undefined && { color }),
  };
}
