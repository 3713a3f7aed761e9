import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { INITIATIVE_HEALTH, PROJECT_HEALTH } from '../enums.js';
import { isUuid } from '../names/given.js';
import { allOf, somebody, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { initiativeKind, projectKind } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Named, Paged, Timestamp } from '../rows.js';

export type Health = 'onTrack' | 'atRisk' | 'offTrack';

/** An update of a project or of an initiative: the one that it has is the one that it is of. */
export type UpdateRow = Pick<L.ProjectUpdate, 'id' | 'body' | 'url'> & {
  readonly health: string;
  readonly createdAt: Timestamp;
  readonly editedAt?: Timestamp | null;
  readonly archivedAt?: Timestamp | null;
  readonly user: Named;
  readonly project?: Named;
  readonly initiative?: Named;
};

const fields = 'id body url health createdAt editedAt archivedAt user { name }';
export const UPDATE_ROW = `
  fragment UpdateRow on ProjectUpdate { ${fields} }`;
export const INITIATIVE_UPDATE_ROW = `
  fragment InitiativeUpdateRow on InitiativeUpdate { ${fields} }`;

export interface UpdateQuery {
  readonly project?: string | undefined;
  readonly initiative?: string | undefined;
  readonly author?: string | undefined;
  readonly since?: string | undefined;
}

const names = nameSlots({
  project: sources.projects,
  initiative: sources.initiatives,
  author: sources.anybody,
});

export const LIST_STATUS_UPDATES = operation<
  Viewed & { projectUpdates?: Paged<UpdateRow>; initiativeUpdates?: Paged<UpdateRow> } & NamesFound,
  { ofProjects: boolean; first: number } & NameVariables
>(`
  query ListStatusUpdates(
    $ofProjects: Boolean!, $projectFilter: ProjectUpdateFilter, $initiativeFilter: InitiativeUpdateFilter,
    $first: Int!, $after: String, ${names.parameters}
  ) {
    viewer { id }
    projectUpdates(filter: $projectFilter, first: $first, after: $after) @include(if: $ofProjects) {
      nodes { ...UpdateRow project { name } } pageInfo { hasNextPage endCursor }
    }
    initiativeUpdates(filter: $initiativeFilter, first: $first, after: $after) @skip(if: $ofProjects) {
      nodes { ...InitiativeUpdateRow initiative { name } } pageInfo { hasNextPage endCursor }
    }
    ${names.fields}
  }${UPDATE_ROW}${INITIATIVE_UPDATE_ROW}`);

/** Updates, the newest first: of one project or initiative, or of all projects (`ofProjects`) or initiatives. */
export async function listUpdates(
  linear: Linear,
  query: UpdateQuery & { ofProjects: boolean },
  page: PageRequest,
): Promise<Page<UpdateRow>> {
  const { project, initiative, author, since, ofProjects } = query;
  const given = { project, initiative, author };
  const common = [
    when(author, (name) => ({ user: somebody(name) })),
    when(since, (day) => ({ createdAt: { gte: day } })),
  ];
  const data = await linear.query(LIST_STATUS_UPDATES, {
    ofProjects,
    projectFilter: allOf<L.ProjectUpdateFilter>([
      ...common,
      when(project, (name) => ({ project: projectKind.exact(name) })),
    ]),
    initiativeFilter: allOf<L.InitiativeUpdateFilter>([
      ...common,
      when(initiative, (name) => ({ initiative: initiativeKind.exact(name) })),
    ]),
    ...pageVariables(page),
    ...names.variables(given),
  });
  names.verify(data, given);
  return pageOf(
    data,
    data.projectUpdates ?? data.initiativeUpdates ?? { nodes: [], pageInfo: { hasNextPage: false } },
  );
}

const parents = nameSlots({ project: sources.projects, initiative: sources.initiatives });
export const PREPARE_STATUS_UPDATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareStatusUpdate(${parents.parameters}) {
    viewer { id }
    ${parents.fields}
  }`);

export const CREATE_PROJECT_UPDATE = operation<
  { projectUpdateCreate: { projectUpdate: UpdateRow } },
  { input: L.ProjectUpdateCreateInput }
>(`
  mutation CreateProjectUpdate($input: ProjectUpdateCreateInput!) {
    projectUpdateCreate(input: $input) { projectUpdate { ...UpdateRow project { name } } }
  }${UPDATE_ROW}`);

export const CREATE_INITIATIVE_UPDATE = operation<
  { initiativeUpdateCreate: { initiativeUpdate: UpdateRow } },
  { input: L.InitiativeUpdateCreateInput }
>(`
  mutation CreateInitiativeUpdate($input: InitiativeUpdateCreateInput!) {
    initiativeUpdateCreate(input: $input) { initiativeUpdate { ...InitiativeUpdateRow initiative { name } } }
  }${INITIATIVE_UPDATE_ROW}`);

export const PROJECT_UPDATE_MADE = madeById<UpdateRow>(
  'ProjectUpdateMade',
  ['projectUpdates', 'ProjectUpdateFilter'],
  '...UpdateRow project { name }',
  UPDATE_ROW,
);
export const INITIATIVE_UPDATE_MADE = madeById<UpdateRow>(
  'InitiativeUpdateMade',
  ['initiativeUpdates', 'InitiativeUpdateFilter'],
  '...InitiativeUpdateRow initiative { name }',
  INITIATIVE_UPDATE_ROW,
);

/** Posts an update on the one of the two that is named. */
export async function createUpdate(
  linear: Linear,
  wanted: { project?: string | undefined; initiative?: string | undefined; body: string; health: Health },
  key?: string,
): Promise<Made<UpdateRow>> {
  const { project, initiative, body } = wanted;
  const data = await linear.query(PREPARE_STATUS_UPDATE, parents.variables({ project, initiative }));
  if (project !== undefined) {
    const projectId = parents.one(data, 'project', project).id;
    const health = PROJECT_HEALTH[wanted.health];
    const create = async (id: string) =>
      (await linear.query(CREATE_PROJECT_UPDATE, { input: { id, projectId, body, health } }))
        .projectUpdateCreate.projectUpdate;
    const creation = { of: 'project update', viewerId: data.viewer.id, key };
    return createUnderKey(linear, creation, { create, made: PROJECT_UPDATE_MADE });
  }
  const initiativeId = parents.one(data, 'initiative', initiative ?? '').id;
  const health = INITIATIVE_HEALTH[wanted.health];
  const create = async (id: string) =>
    (await linear.query(CREATE_INITIATIVE_UPDATE, { input: { id, initiativeId, body, health } }))
      .initiativeUpdateCreate.initiativeUpdate;
  const creation = { of: 'initiative update', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: INITIATIVE_UPDATE_MADE });
}

/** The SDK's enumerations have their members in capitals. */

/** An update as somebody gave it: its UUID, or the end of its link. */
export function updateIn(given: string): string {
  const id = given.trim().toLowerCase();
  if (isUuid(id)) return id;
  return fail({
    code: 'invalid_arguments',
    problems: ['update must be a UUID as list_status_updates shows it'],
  });
}
