import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { oneNamed } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { type StatusNode, statusKind, type ThingNode } from '../names/things.js';
import type { Viewed } from '../pages.js';
import type { Listed } from '../rows.js';
import { RELEASE_STATE, type ReleaseState } from './read.js';

export interface ReleaseFields {
  readonly name?: string | undefined;
  readonly stage?: string | undefined;
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  readonly commitSha?: string | undefined;
  readonly startDate?: string | null | undefined;
  readonly targetDate?: string | null | undefined;
}

type Stages = {
  readonly stages: Listed<StatusNode>;
};
type Staged = ThingNode & Stages;
const stages = 'stages(first: 20) { nodes { id name type } }';

const creating = nameSlots({ pipeline: selecting<Staged>(sources.pipelines, `id name ${stages}`) });
const updating = nameSlots({
  release: selecting<ReleaseState & { readonly pipeline: Stages }>(
    sources.releases,
    `...ReleaseState pipeline { ${stages} }`,
    'includeArchived: true',
  ),
});
export const PREPARE_RELEASE_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareReleaseCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_RELEASE_UPDATE = operation<NamesFound, NameVariables>(`
  query PrepareReleaseUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${RELEASE_STATE}`);
export const CREATE_RELEASE = operation<
  { releaseCreate: { release: ReleaseState } },
  { input: L.ReleaseCreateInput }
>(`
  mutation CreateRelease($input: ReleaseCreateInput!) {
    releaseCreate(input: $input) { release { ...ReleaseState } }
  }${RELEASE_STATE}`);
export const RELEASE_MADE = madeById<ReleaseState>(
  'ReleaseMade',
  ['releases', 'ReleaseFilter'],
  '...ReleaseState',
  RELEASE_STATE,
);
export const UPDATE_RELEASE = operation<
  { releaseUpdate: { release: ReleaseState } },
  { id: string; input: L.ReleaseUpdateInput }
>(`
  mutation UpdateRelease($id: String!, $input: ReleaseUpdateInput!) {
    releaseUpdate(id: $id, input: $input) { release { ...ReleaseState } }
  }${RELEASE_STATE}`);

export async function createRelease(
  linear: Linear,
  wanted: ReleaseFields & { name: string; pipeline: string },
  key?: string,
): Promise<Made<ReleaseState>> {
  const data = await linear.query(PREPARE_RELEASE_CREATE, creating.variables({ pipeline: wanted.pipeline }));
  const pipeline = creating.one(data, 'pipeline', wanted.pipeline);
  const input = { ...inputOf(wanted, pipeline), name: wanted.name, pipelineId: pipeline.id };
  const create = async (id: string) =>
    (await linear.query(CREATE_RELEASE, { input: { ...input, id } })).releaseCreate.release;
  const creation = { of: 'release', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: RELEASE_MADE });
}

export async function updateRelease(
  linear: Linear,
  given: string,
  changes: ReleaseFields,
): Promise<{ before: ReleaseState; after: ReleaseState }> {
  const data = await linear.query(PREPARE_RELEASE_UPDATE, updating.variables({ release: given }));
  const before = updating.one(data, 'release', given);
  const input = inputOf(changes, before.pipeline);
  return {
    before,
    after: (await linear.query(UPDATE_RELEASE, { id: before.id, input })).releaseUpdate.release,
  };
}

function inputOf(fields: ReleaseFields, pipeline: Stages) {
  const { name, stage, version, description, commitSha, startDate, targetDate } = fields;
  return {
    ...(name !== undefined && { name }),
    ...(stage !== undefined && { stageId: stageIn(pipeline, stage) }),
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(commitSha !== undefined && { commitSha }),
    ...(startDate !== undefined && { startDate }),
    ...(targetDate !== undefined && { targetDate }),
  };
}

/** A stage by its name, or by its type where one stage has it. */
function stageIn({ stages: { nodes } }: Stages, given: string): string {
  return oneNamed(statusKind, { argument: 'stage', given }, { exact: nodes, near: nodes }).id;
}
