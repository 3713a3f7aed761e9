import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { INITIATIVE_HEALTH, PROJECT_HEALTH } from '../enums.js';
import { missing } from '../names/meanings.js';
import type { Listed } from '../rows.js';
import { type Health, INITIATIVE_UPDATE_ROW, UPDATE_ROW, type UpdateRow } from './updates.js';

export const PREPARE_UPDATE_CHANGE = operation<
  { projectUpdates: Listed<UpdateRow>; initiativeUpdates: Listed<UpdateRow> },
  { ofProject: L.ProjectUpdateFilter; ofInitiative: L.InitiativeUpdateFilter }
>(`
  query PrepareUpdateChange($ofProject: ProjectUpdateFilter, $ofInitiative: InitiativeUpdateFilter) {
    projectUpdates(filter: $ofProject, first: 1, includeArchived: true) { nodes { ...UpdateRow project { name } } }
    initiativeUpdates(filter: $ofInitiative, first: 1, includeArchived: true) {
      nodes { ...InitiativeUpdateRow initiative { name } }
    }
  }${UPDATE_ROW}${INITIATIVE_UPDATE_ROW}`);

type Changed = { projectUpdate: UpdateRow } | { initiativeUpdate: UpdateRow };
type Archived = { entity?: UpdateRow | null };

export const CHANGE_PROJECT_UPDATE = operation<
  { changed: Changed },
  { id: string; input: L.ProjectUpdateUpdateInput }
>(`
  mutation ChangeProjectUpdate($id: String!, $input: ProjectUpdateUpdateInput!) {
    changed: projectUpdateUpdate(id: $id, input: $input) { projectUpdate { ...UpdateRow project { name } } }
  }${UPDATE_ROW}`);
export const CHANGE_INITIATIVE_UPDATE = operation<
  { changed: Changed },
  { id: string; input: L.InitiativeUpdateUpdateInput }
>(`
  mutation ChangeInitiativeUpdate($id: String!, $input: InitiativeUpdateUpdateInput!) {
    changed: initiativeUpdateUpdate(id: $id, input: $input) {
      initiativeUpdate { ...InitiativeUpdateRow initiative { name } }
    }
  }${INITIATIVE_UPDATE_ROW}`);

const archiving = (name: string, field: string, fragment: string) =>
  operation<{ archived: Archived }, { id: string }>(`
  mutation ${name}($id: String!) { archived: ${field}(id: $id) { success } }${fragment}`);
export const ARCHIVE_PROJECT_UPDATE = archiving('ArchiveProjectUpdate', 'projectUpdateArchive', '');
export const RESTORE_PROJECT_UPDATE = archiving('RestoreProjectUpdate', 'projectUpdateUnarchive', '');
export const ARCHIVE_INITIATIVE_UPDATE = archiving('ArchiveInitiativeUpdate', 'initiativeUpdateArchive', '');
export const RESTORE_INITIATIVE_UPDATE = archiving(
  'RestoreInitiativeUpdate',
  'initiativeUpdateUnarchive',
  '',
);

async function find(linear: Linear, id: string): Promise<UpdateRow> {
  const filter = { id: { eq: id } };
  const data = await linear.query(PREPARE_UPDATE_CHANGE, { ofProject: filter, ofInitiative: filter });
  const [update] = [...data.projectUpdates.nodes, ...data.initiativeUpdates.nodes];
  return update ?? missing('status update', id);
}

/** Changes text or health of an update; Linear lets its author do so, and administrators. */
export async function changeUpdate(
  linear: Linear,
  id: string,
  changes: {
    /** What becomes of the present text; refuses when it is not the one that was read. */
    rewrite?: ((present: string) => string) | undefined;
    health?: Health | undefined;
  },
): Promise<{ before: UpdateRow; after: UpdateRow }> {
  const before = await find(linear, id);
  const text = changes.rewrite?.(before.body);
  if (text?.trim() === '') fail({ code: 'invalid_arguments', problems: ['the update would be empty'] });
  const body = text === undefined ? {} : { body: text };
  const { changed } =
    before.project === undefined
      ? await linear.query(CHANGE_INITIATIVE_UPDATE, { id, input: { ...body, ...initiativeHealth(changes) } })
      : await linear.query(CHANGE_PROJECT_UPDATE, { id, input: { ...body, ...projectHealth(changes) } });
  return { before, after: 'projectUpdate' in changed ? changed.projectUpdate : changed.initiativeUpdate };
}

/** Archives an update, which is how Linear deletes one, or brings it back. */
export async function archiveUpdate(linear: Linear, id: string, restore: boolean): Promise<UpdateRow> {
  const before = await find(linear, id);
  const ofProject = restore ? RESTORE_PROJECT_UPDATE : ARCHIVE_PROJECT_UPDATE;
  const ofInitiative = restore ? RESTORE_INITIATIVE_UPDATE : ARCHIVE_INITIATIVE_UPDATE;
  await linear.query(before.project === undefined ? ofInitiative : ofProject, { id });
  return before;
}

interface WithHealth {
  readonly health?: Health | undefined;
}

function projectHealth({ health }: WithHealth): { health?: L.ProjectUpdateHealthType } {
  return health === undefined ? {} : { health: PROJECT_HEALTH[health] };
}

function initiativeHealth({ health }: WithHealth): { health?: L.InitiativeUpdateHealthType } {
  return health === undefined ? {} : { health: INITIATIVE_HEALTH[health] };
}
