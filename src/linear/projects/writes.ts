import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, type Operation, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { isMe } from '../names/given.js';
import { teamKind, userKind } from '../names/kinds.js';
import { planLabelIds } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import {
  TEMPLATE_FIELD,
  TEMPLATE_PARAMETER,
  type TemplatesFound,
  type TemplateVariables,
  templateId,
} from '../names/templates.js';
import type { Viewed } from '../pages.js';
import { type Listed, present } from '../rows.js';
import { linkFields, linkParameters, linkVariables, type ProjectLink } from './links.js';
import { editedIds } from './sets.js';
import { PROJECT_STATE, type ProjectFields, type ProjectState } from './state.js';

/** A new project: its name and teams, and whatever else is known of it. */
export interface NewProject extends ProjectFields {
  readonly name: string;
  readonly teams: readonly string[];
  readonly members?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly template?: string | undefined;
  readonly links?: readonly ProjectLink[] | undefined;
}

export interface ProjectChanges extends ProjectFields {
  /** What becomes of the present text; refuses when it is not the one that was read. */
  readonly rewrite?: ((present: string) => string) | undefined;
  readonly addLinks?: readonly ProjectLink[] | undefined;
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
type Linked = ProjectState & { readonly externalLinks: Listed<{ readonly url: string }> };
const creating = nameSlots(references);
const updating = nameSlots({
  ...references,
  project: selecting<Linked>(sources.projects, '...ProjectState externalLinks(first: 100) { nodes { url } }'),
});

export const PREPARE_PROJECT_CREATE = operation<
  Viewed & NamesFound & TemplatesFound,
  NameVariables & TemplateVariables
>(`
  query PrepareProjectCreate(${TEMPLATE_PARAMETER}, ${creating.parameters}) {
    viewer { id }
    ${TEMPLATE_FIELD}
    ${creating.fields}
  }`);
export const PREPARE_PROJECT_UPDATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareProjectUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${PROJECT_STATE}`);
type Written = { project?: ProjectState | null };
type Links = { readonly [link: `link${number}`]: L.EntityExternalLinkCreateInput };

/** Creates a project and so many links on it. */
export function projectCreation(
  links: number,
): Operation<{ projectCreate: Written }, { input: L.ProjectCreateInput } & Links> {
  return operation(`
  mutation CreateProject${links || ''}($input: ProjectCreateInput!${linkParameters(links)}) {
    projectCreate(input: $input) { project { ...ProjectState } }${linkFields(links)}
  }${PROJECT_STATE}`);
}

/** Changes a project and puts so many links on it. */
export function projectChange(
  links: number,
): Operation<{ projectUpdate: Written }, { id: string; input: L.ProjectUpdateInput } & Links> {
  return operation(`
  mutation UpdateProject${links || ''}($id: String!, $input: ProjectUpdateInput!${linkParameters(links)}) {
    projectUpdate(id: $id, input: $input) { project { ...ProjectState } }${linkFields(links)}
  }${PROJECT_STATE}`);
}
export const PROJECT_MADE = madeById<ProjectState>(
  'ProjectMade',
  ['projects', 'ProjectFilter'],
  '...ProjectState',
  PROJECT_STATE,
);

export async function createProject(
  linear: Linear,
  wanted: NewProject,
  key?: string,
): Promise<Made<ProjectState>> {
  const { name, teams, members = [], labels = [], lead, status, template, links = [] } = wanted;
  const asked = { team: teams, lead, member: members, label: labels, status };
  const data = await linear.query(PREPARE_PROJECT_CREATE, {
    askTemplate: template !== undefined,
    ...creating.variables(asked),
  });
  const teamIds = teams.map((given) => creating.one(data, 'team', given).id);
  const input: L.ProjectCreateInput = {
    ...fieldInput(wanted, data),
    name,
    teamIds,
    ...(template !== undefined && { templateId: templateId(template, data, { type: 'project', teamIds }) }),
    ...(members.length > 0 && { memberIds: members.map((given) => personId(given, 'member', data)) }),
    ...(labels.length > 0 && { labelIds: planLabelIds(labels, creating.found(data, 'label')) }),
  };
  const create = async (id: string) => {
    const variables = { input: { ...input, id }, ...linkVariables(links, id) };
    return present((await linear.query(projectCreation(links.length), variables)).projectCreate.project);
  };
  const creation = { of: 'project', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: PROJECT_MADE });
}

/** Changes a project; answers with what it was and what Linear says it is now. */
export async function updateProject(
  linear: Linear,
  given: string,
  changes: ProjectChanges,
): Promise<{ before: ProjectState; after: ProjectState; links: readonly ProjectLink[] }> {
  const {
    addTeams = [],
    addLinks = [],
    removeTeams = [],
    addMembers = [],
    addLabels = [],
    lead,
    status,
  } = changes;
  const asked = { project: given, team: addTeams, lead, member: addMembers, label: addLabels, status };
  const data = await linear.query(PREPARE_PROJECT_UPDATE, updating.variables(asked));
  const before = updating.one(data, 'project', given);
  const teamIds = addTeams.map((team) => updating.one(data, 'team', team).id);
  const memberIds = addMembers.map((member) => personId(member, 'member', data));
  const labelIds = planLabelIds(addLabels, updating.found(data, 'label'));
  const input: L.ProjectUpdateInput = {
    ...fieldInput({ ...changes, content: changes.rewrite?.(before.content ?? '') }, data),
    ...editedIds('teamIds', before.teams, {
      add: teamIds,
      remove: removeTeams,
      of: 'team',
      name: ({ key }) => key,
      fits: teamKind.fits,
    }),
    ...editedIds('memberIds', before.members, {
      add: memberIds,
      remove: changes.removeMembers,
      of: 'member',
      name: ({ name }) => name,
      fits: (user, given) => (isMe(given) ? user.id === data.viewer.id : userKind.fits(user, given)),
    }),
    ...editedIds('labelIds', before.labels, {
      add: labelIds,
      remove: changes.removeLabels,
      of: 'label',
      name: labelWritten,
    }),
  };
  const known = before.externalLinks.nodes.map(({ url }) => url);
  const links = addLinks.filter(({ url }) => !known.includes(url));
  const variables = { id: before.id, input, ...linkVariables(links, before.id) };
  const { projectUpdate } = await linear.query(projectChange(links.length), variables);
  return { before, after: present(projectUpdate.project), links };
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
