import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import type { IssueRecord } from '../../model.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { listIssues, listTeams } from '../../resolvers/lists.js';
import type { PipelineRecord, ReleaseNoteRecord, ReleaseRecord, StageRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}

const issuesOf = (release: ReleaseRecord, { store }: RequestContext) =>
  release.issueIds.flatMap((id) => store.issues.get(id) ?? []);
const urlOf = (path: string, { store }: RequestContext) =>
  `https://linear.app/${store.organization.urlKey}/${path}`;

const release: Fields<ReleaseRecord> = {
  url: (record, _, context) => urlOf(`release/${record.slugId}`, context),
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  pipeline: (record, _, { store }) => store.pipelines.get(record.pipelineId),
  stage: (record, _, { store }) => store.stages.get(record.stageId),
  releaseNotes: (record, _, { store }) =>
    store.releaseNotes.by('pipeline', record.pipelineId).filter((one) => one.releaseIds.includes(record.id)),
  trashed: (record) => record.trashed || null,
  issueCount: (record, _, context) => issuesOf(record, context).filter(context.sight.issue).length,
  issues: (record, args: PageArgs, context) => listIssues(issuesOf(record, context), args, context),
  documents: (record, args: PageArgs, context) =>
    nouns.documents.list(
      context.store.documents.all().filter((one) => one.releaseId === record.id),
      args,
      context,
    ),
};

const pipeline: Fields<PipelineRecord> = {
  url: (record, _, context) => urlOf(`releases/${record.slugId}`, context),
  approximateReleaseCount: (record, _, { store }) => store.releases.by('pipeline', record.id).length,
  releases: (record, args: PageArgs, context) =>
    nouns.releases.list(context.store.releases.by('pipeline', record.id), args, context),
  stages: (record, args: PageArgs, context) =>
    nouns.stages.list(context.store.stages.by('pipeline', record.id), args, context),
  teams: (record, args: PageArgs, context) =>
    listTeams(
      record.teamIds.filter(context.sight.teamId).flatMap((id) => context.store.teams.get(id) ?? []),
      args,
      context,
    ),
};

const stage: Fields<StageRecord> = {
  pipeline: (record, _, { store }) => store.pipelines.get(record.pipelineId),
  frozen: () => false,
};

const releasesOf = (note: ReleaseNoteRecord, { store }: RequestContext) =>
  note.releaseIds.flatMap((id) => store.releases.get(id) ?? []);

const note: Fields<ReleaseNoteRecord> = {
  url: (record, _, context) => urlOf(`release-note/${record.slugId}`, context),
  pipeline: (record, _, { store }) => store.pipelines.get(record.pipelineId),
  releases: (record, _, context) => releasesOf(record, context),
  releaseCount: (record) => record.releaseIds.length,
  firstRelease: (record, _, context) => releasesOf(record, context)[0] ?? null,
  lastRelease: (record, _, context) => releasesOf(record, context).at(-1) ?? null,
  // The text of a note is a document of its own at Linear; here it has the note's id.
  documentContent: (record) => record,
};

const query: Fields<undefined> = {
  release: (_root, { id }: Ref, context) => nouns.releases.by(id, context),
  releases: (_root, args: PageArgs, context) =>
    nouns.releases.list(context.store.releases.all(), args, context),
  releasePipeline: (_root, { id }: Ref, context) => nouns.pipelines.by(id, context),
  releasePipelines: (_root, args: PageArgs, context) =>
    nouns.pipelines.list(context.store.pipelines.all(), args, context),
  releaseStages: (_root, args: PageArgs, context) =>
    nouns.stages.list(context.store.stages.all(), args, context),
  releaseNote: (_root, { id }: Ref, context) => nouns.releaseNotes.by(id, context),
  releaseNotes: (_root, args: PageArgs, context) =>
    nouns.releaseNotes.list(context.store.releaseNotes.all(), args, context),
};

const issue: Fields<IssueRecord> = {
  releases: (record, args: PageArgs, context) =>
    nouns.releases.list(
      context.store.releases.all().filter((one) => one.issueIds.includes(record.id)),
      args,
      context,
    ),
  needs: (record, args: PageArgs, context) =>
    nouns.needs.list(
      context.store.needs.all().filter((one) => one.issueId === record.id),
      args,
      context,
    ),
};

export function installReleases(schema: GraphQLSchema): void {
  install(schema, 'Issue', issue);
  install(schema, 'Release', release);
  install(schema, 'ReleasePipeline', pipeline);
  install(schema, 'ReleaseStage', stage);
  install(schema, 'ReleaseNote', note);
  install(schema, 'Query', query);
}
