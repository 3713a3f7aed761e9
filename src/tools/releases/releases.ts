import { z } from 'zod';
import {
  getRelease,
  listPipelines,
  listReleases,
  type PipelineRow,
  type ReleaseRow,
  type ReleaseState,
} from '../../linear/releases/read.js';
import { createRelease, updateRelease } from '../../linear/releases/writes.js';
import { day, idempotencyKey, longText, name, orNull, shortText, words } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  stateLines,
} from '../shared/changes.js';
import { detailText, partSection, section } from '../shared/details.js';
import { listAnswer, paging, sinceFields, sinceIn } from '../shared/lists.js';
import { counted, issueLine, joined } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const listReleasesTool = defineTool({
  name: 'list_releases',
  title: 'List releases',
  description: 'Lists Linear releases that match all given filters, the newest first.',
  toolset: 'releases',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in the name', 200).optional(),
    pipeline: name('Name').optional(),
    stage: name('Stage name').optional(),
    stage_type: words(['planned', 'started', 'completed', 'canceled'], 'Any of them').optional(),
    version: name('Exact version').optional(),
    has_notes: z.boolean().optional().describe('With or without release notes'),
    ...sinceFields,
    ...paging,
  }),
  run: async ({ cursor, limit, ...input }, { linear }) => {
    const { query: text, pipeline, stage, version } = input;
    const query = {
      query: text,
      pipeline,
      stage,
      stageType: input.stage_type,
      version,
      hasNotes: input.has_notes,
      ...sinceIn(input),
    };
    return listAnswer(
      { cursor, query, load: (after) => listReleases(linear, query, { limit, after }) },
      {
        noun: 'release',
        legend: 'Row: name | version | pipeline | stage | issues | start | target | completed.',
        line: releaseLine,
      },
    );
  },
});

function releaseLine(row: ReleaseRow): string {
  return joined([
    nameField(row.name, 100),
    row.version ? nameField(row.version) : undefined,
    nameField(row.pipeline.name),
    nameField(row.stage.name),
    counted(row.issueCount, 'issue'),
    row.startDate ? `start ${row.startDate}` : undefined,
    row.targetDate ? `target ${row.targetDate}` : undefined,
    row.completedAt ? `completed ${row.completedAt.slice(0, 10)}` : undefined,
  ]);
}

const release = name('Name or UUID');

export const getReleaseTool = defineTool({
  name: 'get_release',
  title: 'Get release',
  description: 'Shows one Linear release with its text, notes and, on request, its issues.',
  toolset: 'releases',
  access: 'read',
  input: z.strictObject({ release, include_issues: z.boolean().default(false).describe('Up to 50 of them') }),
  run: async ({ release: given, include_issues: issues }, { linear }) => {
    const found = await getRelease(linear, given, issues);
    const notes = found.releaseNotes.map(
      (note) => `${quotedTitle(note.title ?? 'untitled')} (${note.slugId})`,
    );
    const text = detailText({
      facts: [
        releaseLine(found),
        found.commitSha ? `commit ${nameField(found.commitSha)}` : undefined,
        linkField(found.url),
      ],
      body: { label: 'release description', text: found.description },
      lists: [
        ...section('release note', notes),
        ...partSection('issue', found.issues, issueLine, `list_issues with release "${found.id}"`),
      ],
    });
    return { text };
  },
});

const common = {
  stage: name('Stage name or type').optional(),
  version: shortText('Such as 4.1.0', 255).optional(),
  description: longText('Markdown').optional(),
  commit_sha: shortText('Commit', 64).optional(),
};

export const createReleaseTool = defineTool({
  name: 'create_release',
  title: 'Create release',
  description: 'Creates a release in a Linear release pipeline.',
  toolset: 'releases',
  access: 'write',
  input: z.strictObject({
    name: shortText('One line', 255),
    pipeline: name('Name'),
    ...common,
    start_date: day('YYYY-MM-DD').optional(),
    target_date: day('YYYY-MM-DD').optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    const { commit_sha: commitSha, start_date: startDate, target_date: targetDate, ...rest } = input;
    const { made, isNew } = await createRelease(linear, { ...rest, commitSha, startDate, targetDate }, key);
    const lines = stateLines(made, fields.slice(1));
    return createdAnswer(isNew, `release ${quotedTitle(made.name)}`, lines, made.url);
  },
});

const fields: readonly FieldReader<ReleaseState>[] = [
  ['name', (state) => state.name, 'quoted'],
  ['stage', (state) => state.stage.name],
  ['version', (state) => state.version],
  ['description', (state) => state.description, 'long'],
  ['commit_sha', (state) => state.commitSha],
  ['start_date', (state) => state.startDate],
  ['target_date', (state) => state.targetDate],
  ['started', (state) => state.startedAt?.slice(0, 10)],
  ['completed', (state) => state.completedAt?.slice(0, 10)],
];

export const updateReleaseTool = defineTool({
  name: 'update_release',
  title: 'Update release',
  description: 'Changes a Linear release, moves it to another stage, and answers before → after.',
  toolset: 'releases',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    release,
    name: shortText('New name', 255).optional(),
    ...common,
    start_date: orNull(day(), 'YYYY-MM-DD').optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
  }),
  run: async ({ release: given, ...input }, { linear }) => {
    const asked = askedFor(input, []);
    const { commit_sha: commitSha, start_date: startDate, target_date: targetDate, ...rest } = input;
    const states = await updateRelease(linear, given, { ...rest, commitSha, startDate, targetDate });
    return changeAnswer(
      `Release ${quotedTitle(states.after.name)}`,
      changeLines(states, fields, asked),
      states.after.url,
    );
  },
});

export const listReleasePipelinesTool = defineTool({
  name: 'list_release_pipelines',
  title: 'List release pipelines',
  description: 'Lists Linear release pipelines with their stages and teams.',
  toolset: 'releases',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in the name', 200).optional(),
    team: name('Key or name').optional(),
    type: z.enum(['continuous', 'scheduled']).optional().describe('How it releases'),
    production: z.boolean().optional().describe('Only production, or only others'),
    ...paging,
    limit: z.int().min(1).max(100).default(30).describe('Rows per page'),
  }),
  run: async ({ cursor, limit, production: isProduction, ...rest }, { linear }) => {
    const query = { ...rest, isProduction };
    return listAnswer(
      { cursor, query, load: (after) => listPipelines(linear, query, { limit, after }) },
      {
        noun: 'pipeline',
        legend: 'Row: name | type | production | releases | teams | stages in order.',
        line: pipelineLine,
      },
    );
  },
});

function pipelineLine(row: PipelineRow): string {
  const stages = [...row.stages.nodes].sort((a, b) => a.position - b.position);
  const teams = row.teams.nodes.map(({ key }) => key);
  return joined([
    nameField(row.name, 100),
    row.type,
    row.isProduction ? 'production' : undefined,
    counted(row.approximateReleaseCount, 'release'),
    teams.length > 0 ? teams.join(', ') : undefined,
    stages.map((stage) => `${nameField(stage.name)} (${stage.type})`).join(', '),
  ]);
}
