import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { isMe } from '../names/kinds.js';
import { planLabelIds } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Viewed } from '../pages.js';
import { present } from '../rows.js';
import { editedIds } from './sets.js';
import { PROJECT_STATE, type ProjectFields, type ProjectState } from './state.js';

/** A new project: its name and teams, and whatever else is known of it. */
export interface NewProject extends ProjectFields {
  readonly name: string;
  readonly teams: readonly string[];
  readonly members?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
}

export interface ProjectChanges extends ProjectFields {
  readonly addTeams?: readonly string[] | undefined;
  readonly removeTeams?: readonly string[] | undefined;
  readonly addMembers?: readonly string[] | undefined;
  readonly removeMembers?: readonly string[] | undefined;
  readonly addLabels?: readonly string[] | undefined;
  readonly removeLabels?: readonly string[] | undefined;
}

const references = {
  team: { ...sources.teams, size: 20 },
  lead: sources.people,
  member: { ...sources.people, size: 40 },
  label: sources.projectLabels,
  status: sources.projectStatuses,
} as const;
const creating = nameSlots(references);
const updating = nameSlots({
  ...references,
  project: selecting<ProjectState>(sources.projects, '...ProjectState'),
});

export const PREPARE_PROJECT_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareProjectCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_PROJECT_UPDATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareProjectUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${PROJECT_STATE}`);
export const CREATE_PROJECT = operation<
  { projectCreate: { project?: ProjectState | null } },
  { input: L.ProjectCreateInput }
>(`
  mutation CreateProject($input: ProjectCreateInput!) {
    projectCreate(input: $input) { project { ...ProjectState } }
  }${PROJECT_STATE}`);
export const UPDATE_PROJECT = operation<
  { projectUpdate: { project?: ProjectState | null } },
  { id: string; input: L.ProjectUpdateInput }
>(`
  mutation UpdateProject($id: String!, $input: ProjectUpdateInput!) {
    projectUpdate(id: $id, input: $input) { project { ...ProjectState } }
  }${PROJECT_STATE}`);

export async function createProject(linear: Linear, wanted: NewProject): Promise<ProjectState> {
  const { name, teams, members = [], labels = [], lead, status } = wanted;
  const asked = { team: teams, lead, member: members, label: labels, status };
  const data = await linear.query(PREPARE_PROJECT_CREATE, creating.variables(asked));
  const input: L.ProjectCreateInput = {
    ...fieldInput(wanted, data),
    name,
    teamIds: teams.map((given) => creating.one(data, 'team', given).id),
    ...(members.length > 0 && { memberIds: members.map((given) => personId(given, 'member', data)) }),
    ...(labels.length > 0 && { labelIds: planLabelIds(labels, creating.found(data, 'label')) }),
  };
  const { projectCreate } = await linear.query(CREATE_PROJECT, { input });
  return present(projectCreate.project);
}

/** Changes a project; answers with what it was and what Linear says it is now. */
export async function updateProject(
  linear: Linear,
  given: string,
  changes: ProjectChanges,
): Promise<{ before: ProjectState; after: ProjectState }> {
  const { addTeams = [], removeTeams = [], addMembers = [], addLabels = [], lead, status } = changes;
  const asked = { project: given, team: addTeams, lead, member: addMembers, label: addLabels, status };
  const data = await linear.query(PREPARE_PROJECT_UPDATE, updating.variables(asked));
  const before = updating.one(data, 'project', given);
  const teamIds = addTeams.map((team) => updating.one(data, 'team', team).id);
  const memberIds = addMembers.map((member) => personId(member, 'member', data));
  const labelIds = planLabelIds(addLabels, updating.found(data, 'label'));
  const input: L.ProjectUpdateInput = {
    ...fieldInput(changes, data),
    ...editedIds('teamIds', before.teams.nodes, {
      add: teamIds,
      remove: removeTeams,
      of: 'team',
      name: ({ key }) => key,
    }),
    ...editedIds('memberIds', before.members.nodes, {
      add: memberIds,
      remove: changes.removeMembers,
      of: 'member',
      name: ({ name }) => name,
    }),
    ...editedIds('labelIds', before.labels.nodes, {
      add: labelIds,
      remove: changes.removeLabels,
      of: 'label',
      name: labelWritten,
    }),
  };
  const { projectUpdate } = await linear.query(UPDATE_PROJECT, { id: before.id, input });
  return { before, after: present(projectUpdate.project) };
}

function labelWritten({ name, parent }: ProjectState['labels']['nodes'][number]): string {
  return parent ? `${parent.name}/${name}` : name;
}

type FieldInput = Pick<
  L.ProjectUpdateInput,
  | 'name'
  | 'description'
  | 'content'
  | 'statusId'
  | 'leadId'
  | 'priority'
  | 'startDate'
  | 'targetDate'
  | 'icon'
  | 'color'
>;

/** The fields as Linear takes them; a name that means nothing, or two things, fails with candidates. */
function fieldInput(fields: ProjectFields, data: Viewed & NamesFound): FieldInput {
  const { name, summary, content, status, lead, priority, startDate, targetDate, icon, color } = fields;
  return {
    ...(name !== undefined && { name }),
    ...(summary !== undefined && { description: summary }),
    ...(content !== undefined && { content }),
    ...(status !== undefined && { statusId: creating.one(data, 'status', status).id }),
    ...(lead !== undefined && { leadId: lead === null ? null : personId(lead, 'lead', data) }),
    ...(priority !== undefined && { priority }),
    ...(startDate !== undefined && { startDate }),
    ...(targetDate !== undefined && { targetDate }),
    ...(icon !== undefined && { icon }),
    ...(color !== undefined && { color }),
  };
}

function personId(given: string, slot: 'lead' | 'member', data: Viewed & NamesFound): string {
  return isMe(given) ? data.viewer.id : creating.one(data, slot, given).id;
}
