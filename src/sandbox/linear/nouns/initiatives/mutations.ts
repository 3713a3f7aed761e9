import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../context.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { Fields } from '../../resolvers/install.js';
import { projectBy, teamBy, userBy } from '../../resolvers/lookup.js';
import { type Input, patchOf, type Rules, rule, write } from '../kit.js';
import type { InitiativeRecord } from '../model.js';
import * as nouns from '../nouns.js';
import { labelsOf, updatesOf } from '../projects/updates.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}
type Changed = Ref & Made;

const rules: Rules<InitiativeRecord> = {
  name: rule.text('name', LIMITS.name),
  description: rule.note('description', LIMITS.name),
  content: rule.note('content', LIMITS.body),
  status: rule.word('Proposed', 'Planned', 'Active', 'Completed', 'Canceled'),
  ownerId: rule.one(userBy),
  leadTeamId: rule.one(teamBy),
  targetDate: rule.day,
  priority: rule.whole('priority', 4),
  labelIds: rule.many(nouns.initiativeLabels.by),
  color: rule.note('color', 7),
  icon: rule.note('icon', 100),
  trashed: rule.flag,
};

function create(input: Input, context: RequestContext): InitiativeRecord {
  const { id, targetDateResolution: _, ...given } = input;
  const { store, viewer, now } = context;
  const patch = patchOf(given, rules, context);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'Initiative',
    taken: store.initiatives.has,
  });
  return store.initiatives.insert({
    ...newEntity(chosen, now),
    name: '',
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    description: null,
    content: null,
    status: 'Planned',
    ownerId: viewer.id,
    creatorId: viewer.id,
    leadTeamId: null,
    targetDate: null,
    priority: 0,
    health: null,
    labelIds: [],
    color: null,
    icon: null,
    sortOrder: 0,
    trashed: false,
    ...patch,
  });
}

function change(reference: string, patch: Partial<InitiativeRecord>, context: RequestContext) {
  const initiative = nouns.initiatives.by(reference, context);
  return context.store.initiatives.update(initiative.id, { ...patch, updatedAt: context.now.toISOString() });
}

function archive(id: string, archived: boolean, context: RequestContext) {
  const archivedAt = archived ? context.now.toISOString() : null;
  return change(id, { archivedAt, ...(!archived && { trashed: false }) }, context);
}

function addProject(input: Input, context: RequestContext) {
  const { store, now } = context;
  const initiativeId = nouns.initiatives.by(String(input['initiativeId']), context).id;
  const projectId = projectBy(String(input['projectId']), context).id;
  if (store.initiativeProjects.by('initiative', initiativeId).some((one) => one.projectId === projectId))
    throw invalid('The project is part of the initiative already.');
  return store.initiativeProjects.insert({ ...newEntity(randomUUID(), now), initiativeId, projectId });
}

function relate(input: Input, context: RequestContext) {
  const { store, now } = context;
  const initiativeId = nouns.initiatives.by(String(input['initiativeId']), context).id;
  const relatedInitiativeId = nouns.initiatives.by(String(input['relatedInitiativeId']), context).id;
  if (initiativeId === relatedInitiativeId) throw invalid('An initiative cannot be its own parent.');
  return store.initiativeRelations.insert({
    ...newEntity(randomUUID(), now),
    initiativeId,
    relatedInitiativeId,
  });
}

const updates = updatesOf({
  entity: 'InitiativeUpdate',
  noun: nouns.initiativeUpdates,
  table: ({ store }) => store.initiativeUpdates,
  parent: 'initiativeId',
  parentBy: nouns.initiatives.by,
  setHealth: (id, health, { store }) => store.initiatives.update(id, { health }),
});
const labels = labelsOf({
  entity: 'InitiativeLabel',
  noun: nouns.initiativeLabels,
  table: ({ store }) => store.initiativeLabels,
});

export const initiativeMutations: Fields<undefined> = {
  initiativeCreate: write('initiative', ({ input }: Made, context) => create(input, context)),
  initiativeUpdate: write('initiative', ({ id, input }: Changed, context) => {
    const { targetDateResolution: _, ...given } = input;
    return change(id, patchOf(given, rules, context), context);
  }),
  initiativeArchive: write('entity', ({ id }: Ref, context) => archive(id, true, context)),
  initiativeUnarchive: write('entity', ({ id }: Ref, context) => archive(id, false, context)),
  initiativeDelete: write('entityId', ({ id }: Ref, context) => {
    const archivedAt = context.now.toISOString();
    return change(id, { trashed: true, archivedAt }, context).id;
  }),
  initiativeToProjectCreate: write('initiativeToProject', ({ input }: Made, context) =>
    addProject(input, context),
  ),
  initiativeToProjectDelete: write('entityId', ({ id }: Ref, context) => {
    const found = nouns.initiativeProjects.by(id, context);
    context.store.initiativeProjects.remove(found.id);
    return found.id;
  }),
  initiativeRelationCreate: write('initiativeRelation', ({ input }: Made, context) => relate(input, context)),
  initiativeRelationDelete: write('entityId', ({ id }: Ref, context) => {
    const found = nouns.initiativeRelations.by(id, context);
    context.store.initiativeRelations.remove(found.id);
    return found.id;
  }),
  initiativeUpdateCreate: write('initiativeUpdate', ({ input }: Made, context) =>
    updates.create(input, context),
  ),
  initiativeUpdateUpdate: write('initiativeUpdate', ({ id, input }: Changed, context) =>
    updates.update(id, input, context),
  ),
  initiativeUpdateArchive: write('entity', ({ id }: Ref, context) => updates.archive(id, true, context)),
  initiativeUpdateUnarchive: write('entity', ({ id }: Ref, context) => updates.archive(id, false, context)),
  initiativeLabelCreate: write('initiativeLabel', ({ input }: Made, context) =>
    labels.create(input, context),
  ),
  initiativeLabelUpdate: write('initiativeLabel', ({ id, input }: Changed, context) =>
    labels.update(id, input, context),
  ),
  initiativeLabelRetire: write('initiativeLabel', ({ id }: Ref, context) => labels.retire(id, true, context)),
  initiativeLabelRestore: write('initiativeLabel', ({ id }: Ref, context) =>
    labels.retire(id, false, context),
  ),
};
