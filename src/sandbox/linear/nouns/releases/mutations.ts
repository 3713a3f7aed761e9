import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../context.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { Fields } from '../../resolvers/install.js';
import { type Input, patchOf, type Rules, rule, touched, write } from '../kit.js';
import type { ReleaseNoteRecord, ReleaseRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}

const rules: Rules<ReleaseRecord> = {
  name: rule.text('name', LIMITS.name),
  pipelineId: rule.must(nouns.pipelines.by),
  stageId: rule.must(nouns.stages.by),
  version: rule.note('version', LIMITS.name),
  description: rule.note('description', LIMITS.body),
  commitSha: rule.note('commitSha', 64),
  startDate: rule.day,
  targetDate: rule.day,
  startedAt: rule.instant,
  completedAt: rule.instant,
  trashed: rule.flag,
  createdAt: (value, context) => rule.instant(value, context) ?? context.now.toISOString(),
};

function checkStage(release: ReleaseRecord, { store }: RequestContext): void {
  if (store.stages.get(release.stageId)?.pipelineId !== release.pipelineId)
    throw invalid('stageId: the stage does not belong to the pipeline.');
}

function create(input: Input, context: RequestContext): ReleaseRecord {
  const { id, ...given } = input;
  const { store, viewer, now } = context;
  const patch = patchOf(given, rules, context);
  const stages = store.stages.by('pipeline', patch.pipelineId ?? '');
  const [first] = [...stages].sort((a, b) => a.position - b.position);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'Release',
    taken: store.releases.has,
  });
  const release: ReleaseRecord = {
    ...newEntity(chosen, now),
    pipelineId: '',
    stageId: first?.id ?? '',
    name: '',
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    version: null,
    description: null,
    commitSha: null,
    startDate: null,
    targetDate: null,
    startedAt: null,
    completedAt: null,
    creatorId: viewer.id,
    issueIds: [],
    trashed: false,
    ...patch,
  };
  checkStage(release, context);
  return store.releases.insert(release);
}

function update(id: string, input: Input, context: RequestContext): ReleaseRecord {
  const release = nouns.releases.by(id, context);
  const patch = patchOf(input, rules, context);
  checkStage({ ...release, ...patch }, context);
  const type = context.store.stages.get(patch.stageId ?? '')?.type;
  const at = context.now.toISOString();
  return context.store.releases.update(release.id, {
    ...(type === 'started' && { startedAt: release.startedAt ?? at }),
    ...(type === 'completed' && { completedAt: at }),
    ...patch,
    updatedAt: at,
  });
}

const noteRules: Rules<ReleaseNoteRecord> = {
  title: rule.note('title', LIMITS.name),
  content: rule.note('content', LIMITS.body),
  pipelineId: rule.must(nouns.pipelines.by),
  releaseIds: rule.many(nouns.releases.by),
};

/** The releases that a note covers: named one by one, or from one to another. */
function withRange(input: Input, context: RequestContext): Input {
  const { rangeFromReleaseId: from, rangeToReleaseId: to, ...rest } = input;
  if (from === undefined && to === undefined) return rest;
  if (rest['releaseIds'] !== undefined) throw invalid('releaseIds cannot be combined with a range.');
  const [first, last] = [from, to].map((id) => nouns.releases.by(String(id), context));
  if (first?.pipelineId !== last?.pipelineId) throw invalid('The range must be within one pipeline.');
  const within = context.store.releases
    .by('pipeline', first?.pipelineId ?? '')
    .filter((one) => one.createdAt >= (first?.createdAt ?? '') && one.createdAt <= (last?.createdAt ?? ''));
  return { ...rest, releaseIds: within.map((one) => one.id) };
}

function createNote(input: Input, context: RequestContext): ReleaseNoteRecord {
  const { id, ...given } = withRange(input, context);
  const { store, now } = context;
  const patch = patchOf(given, noteRules, context);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'ReleaseNote',
    taken: store.releaseNotes.has,
  });
  const slugId = randomUUID().replaceAll('-', '').slice(0, 12);
  const blank = { title: null, content: null, pipelineId: '', releaseIds: [] };
  return store.releaseNotes.insert({ ...newEntity(chosen, now), ...blank, slugId, ...patch });
}

export const releaseMutations: Fields<undefined> = {
  releaseCreate: write('release', ({ input }: Made, context) => create(input, context)),
  releaseUpdate: write('release', ({ id, input }: Ref & Made, context) => update(id, input, context)),
  releaseNoteCreate: write('releaseNote', ({ input }: Made, context) => createNote(input, context)),
  releaseNoteUpdate: write('releaseNote', ({ id, input }: Ref & Made, context) =>
    context.store.releaseNotes.update(nouns.releaseNotes.by(id, context).id, {
      ...patchOf(withRange(input, context), noteRules, context),
      ...touched(context),
    }),
  ),
};
