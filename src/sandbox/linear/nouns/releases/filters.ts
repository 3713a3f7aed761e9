import { bool, instant, many, one, type Spec, text } from '../../filter/spec.js';
import type { PipelineRecord, ReleaseNoteRecord, ReleaseRecord, StageRecord } from '../model.js';
import { times } from '../times.js';

export const pipelineSpec: Spec<PipelineRecord> = {
  ...times(),
  name: text((pipeline) => pipeline.name),
  type: text((pipeline) => pipeline.type),
  isProduction: bool((pipeline) => pipeline.isProduction),
  teams: many(
    (pipeline, { store }) => pipeline.teamIds.flatMap((teamId) => store.teams.get(teamId) ?? []),
    (specs) => specs.team,
  ),
};

export const stageSpec: Spec<StageRecord> = {
  ...times(),
  name: text((stage) => stage.name),
  type: text((stage) => stage.type),
};

export const releaseSpec: Spec<ReleaseRecord> = {
  ...times(),
  name: text((release) => release.name),
  version: text((release) => release.version),
  completedAt: instant((release) => release.completedAt),
  hasReleaseNotes: bool((release, { store }) =>
    store.releaseNotes.all().some((note) => note.releaseIds.includes(release.id)),
  ),
  pipeline: one(
    (release, { store }) => store.pipelines.get(release.pipelineId),
    (specs) => specs.pipeline,
  ),
  stage: one(
    (release, { store }) => store.stages.get(release.stageId),
    (specs) => specs.stage,
  ),
};

export const noteSpec: Spec<ReleaseNoteRecord> = {
  ...times(),
  title: text((note) => note.title),
  slugId: text((note) => note.slugId),
  pipeline: one(
    (note, { store }) => store.pipelines.get(note.pipelineId),
    (specs) => specs.pipeline,
  ),
  release: many(
    (note, { store }) => note.releaseIds.flatMap((releaseId) => store.releases.get(releaseId) ?? []),
    (specs) => specs.release,
  ),
};
