import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Named, Part, Timestamp } from '../rows.js';
import { PROJECT_STATE, type ProjectState } from './state.js';
import { UPDATE_ROW, type UpdateRow } from './updates.js';

export type MilestoneRow = Pick<L.ProjectMilestone, 'name' | 'progress' | 'status'> & {
  readonly targetDate?: string | null;
  readonly description?: string | null;
};
type RelationRow = Pick<L.ProjectRelation, 'type'> & {
  readonly project: Named;
  readonly relatedProject: Named;
};
type DocumentRef = Pick<L.Document, 'title' | 'slugId'> & { readonly updatedAt: Timestamp };

/** What a project brings besides itself, each only when it is asked for. */
export interface ProjectParts {
  readonly milestones: boolean;
  readonly updates: boolean;
  readonly members: boolean;
  readonly documents: boolean;
  readonly relations: boolean;
  readonly needs: boolean;
}

export type ProjectDetail = ProjectState &
  Pick<L.Project, 'progress' | 'scope'> & {
    readonly health?: string | null;
    readonly createdAt: Timestamp;
    readonly updatedAt: Timestamp;
    readonly creator?: Named | null;
    readonly allMembers?: Part<Named>;
    readonly initiatives: Part<Named>;
    readonly projectMilestones?: Part<MilestoneRow>;
    readonly projectUpdates?: Part<UpdateRow>;
    readonly documents?: Part<DocumentRef>;
    readonly externalLinks?: Part<Pick<L.EntityExternalLink, 'label' | 'url'>>;
    readonly relations?: Part<RelationRow>;
    readonly inverseRelations?: Part<RelationRow>;
    readonly needs?: Part<NeedRef>;
  };
export type NeedRef = Pick<L.CustomerNeed, 'id' | 'priority'> & {
  readonly body?: string | null;
  readonly customer?: Named | null;
};
export const NEED_REF = 'id priority body customer { name }';

const more = 'pageInfo { hasNextPage }';
const relation = `nodes { type project { name } relatedProject { name } } ${more}`;
const names = nameSlots({
  project: selecting<ProjectDetail>(
    sources.projects,
    `...ProjectState
      progress scope health createdAt updatedAt creator { name }
      initiatives(first: 10) { nodes { name } ${more} }
      allMembers: members(first: 100) @include(if: $members) { nodes { name } ${more} }
      projectMilestones(first: 50) @include(if: $milestones) {
        nodes { name description progress status targetDate } ${more}
      }
      projectUpdates(first: 5) @include(if: $updates) { nodes { ...UpdateRow } ${more} }
      documents(first: 50) @include(if: $documents) { nodes { title slugId updatedAt } ${more} }
      externalLinks(first: 30) @include(if: $documents) { nodes { label url } ${more} }
      relations(first: 30) @include(if: $relations) { ${relation} }
      inverseRelations(first: 30) @include(if: $relations) { ${relation} }
      needs(first: 30) @include(if: $needs) { nodes { ${NEED_REF} } ${more} }`,
    'includeArchived: true',
  ),
});

export const GET_PROJECT = operation<NamesFound, ProjectVariables & NameVariables>(`
  query GetProject(
    $members: Boolean!, $milestones: Boolean!, $updates: Boolean!, $documents: Boolean!, $relations: Boolean!,
    $needs: Boolean!, ${names.parameters}
  ) {
    viewer { id }
    ${names.fields}
  }${PROJECT_STATE}${UPDATE_ROW}`);
type ProjectVariables = { readonly [K in keyof ProjectParts]: boolean };

/** One project by name, slug or link, with the parts that are asked for. */
export async function getProject(linear: Linear, given: string, parts: ProjectParts): Promise<ProjectDetail> {
  const data = await linear.query(GET_PROJECT, { ...parts, ...names.variables({ project: given }) });
  return names.one(data, 'project', given);
}
