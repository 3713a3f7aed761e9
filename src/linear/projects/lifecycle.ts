import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { ProjectNode } from '../names/kinds.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Listed, Named } from '../rows.js';
import { PROJECT_STATE, type ProjectState } from './state.js';

type Done = { done: { success: boolean } };
type Relations = Listed<{ readonly id: string; readonly relatedProject: { readonly id: string } }>;
type Related = ProjectNode & { readonly url: string; readonly relations: Relations };

const names = nameSlots({
  project: selecting<ProjectState>(sources.projects, '...ProjectState', 'includeArchived: true'),
});
export const PREPARE_PROJECT_DELETE = operation<NamesFound, NameVariables>(`
  query PrepareProjectDelete(${names.parameters}) {
    viewer { id }
    ${names.fields}
  }${PROJECT_STATE}`);
export const DELETE_PROJECT = operation<Done, { id: string }>(`
  mutation DeleteProject($id: String!) { done: projectDelete(id: $id) { success } }`);
export const RESTORE_PROJECT = operation<Done, { id: string }>(`
  mutation RestoreProject($id: String!) { done: projectUnarchive(id: $id) { success } }`);

/** Moves a project to the trash, or brings it back from there. */
export async function deleteProject(linear: Linear, given: string, restore: boolean): Promise<ProjectState> {
  const data = await linear.query(PREPARE_PROJECT_DELETE, names.variables({ project: given }));
  const project = names.one(data, 'project', given);
  await linear.query(restore ? RESTORE_PROJECT : DELETE_PROJECT, { id: project.id });
  return project;
}

const pair = nameSlots({
  project: selecting<Related>(
    sources.projects,
    'id name slugId url relations(first: 100) { nodes { id relatedProject { id } } }',
  ),
  related: sources.projects,
});
export const PREPARE_PROJECT_RELATION = operation<NamesFound, NameVariables>(`
  query PrepareProjectRelation(${pair.parameters}) {
    viewer { id }
    ${pair.fields}
  }`);
export const CREATE_PROJECT_RELATION = operation<
  { projectRelationCreate: { success: boolean } },
  { input: L.ProjectRelationCreateInput }
>(`
  mutation CreateProjectRelation($input: ProjectRelationCreateInput!) {
    projectRelationCreate(input: $input) { success }
  }`);
export const DELETE_PROJECT_RELATION = operation<
  { projectRelationDelete: { success: boolean } },
  { id: string }
>(`
  mutation DeleteProjectRelation($id: String!) { projectRelationDelete(id: $id) { success } }`);

/** Says that `project` has to end before `related` can start, or takes that back. */
export async function relateProjects(
  linear: Linear,
  given: { project: string; related: string; remove: boolean },
): Promise<{ project: Named & { readonly url: string }; related: Named; asBefore: boolean }> {
  const asked = { project: given.project, related: given.related };
  const data = await linear.query(PREPARE_PROJECT_RELATION, pair.variables(asked));
  const project = pair.one(data, 'project', given.project);
  const related = pair.one(data, 'related', given.related, 'blocked project');
  const relation = project.relations.nodes.find((each) => each.relatedProject.id === related.id);
  if (given.remove && relation !== undefined) {
    await linear.query(DELETE_PROJECT_RELATION, { id: relation.id });
  } else if (!given.remove && relation === undefined) {
    await linear.query(CREATE_PROJECT_RELATION, {
      input: {
        projectId: project.id,
        relatedProjectId: related.id,
        type: 'dependency',
        anchorType: 'end',
        relatedAnchorType: 'start',
      },
    });
  }
  return { project, related, asBefore: given.remove === (relation === undefined) };
}
