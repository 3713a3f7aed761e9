import type { Fields } from '../../resolvers/install.js';
import { projectBy } from '../../resolvers/lookup.js';
import { type Input, write } from '../kit.js';
import * as nouns from '../nouns.js';
import { labelsOf, updatesOf } from './updates.js';
import * as writes from './writes.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}
type Changed = Ref & Made;

const updates = updatesOf({
  entity: 'ProjectUpdate',
  noun: nouns.projectUpdates,
  table: ({ store }) => store.projectUpdates,
  parent: 'projectId',
  parentBy: projectBy,
  setHealth: (id, health, { store }) => store.projects.update(id, { health }),
});
const labels = labelsOf({
  entity: 'ProjectLabel',
  noun: nouns.projectLabels,
  table: ({ store }) => store.projectLabels,
});

export const projectMutations: Fields<undefined> = {
  projectCreate: write('project', ({ input }: Made, context) => writes.createProject(input, context)),
  projectUpdate: write('project', ({ id, input }: Changed, context) =>
    writes.updateProject(id, input, context),
  ),
  projectDelete: write('entity', ({ id }: Ref, context) =>
    writes.updateProject(id, { trashed: true }, context),
  ),
  projectUnarchive: write('entity', ({ id }: Ref, context) =>
    writes.updateProject(id, { trashed: false }, context),
  ),
  projectMilestoneCreate: write('projectMilestone', ({ input }: Made, context) =>
    writes.createMilestone(input, context),
  ),
  projectMilestoneUpdate: write('projectMilestone', ({ id, input }: Changed, context) =>
    writes.updateMilestone(id, input, context),
  ),
  projectMilestoneDelete: write('entityId', ({ id }: Ref, context) => writes.deleteMilestone(id, context)),
  projectRelationCreate: write('projectRelation', ({ input }: Made, context) =>
    writes.relateProjects(input, context),
  ),
  projectRelationDelete: write('entityId', ({ id }: Ref, context) => {
    const relation = nouns.projectRelations.by(id, context);
    context.store.projectRelations.remove(relation.id);
    return relation.id;
  }),
  entityExternalLinkCreate: write('entityExternalLink', ({ input }: Made, context) =>
    writes.createLink(input, context),
  ),
  cycleUpdate: write('cycle', ({ id, input }: Changed, context) => writes.updateCycle(id, input, context)),
  projectUpdateCreate: write('projectUpdate', ({ input }: Made, context) => updates.create(input, context)),
  projectUpdateUpdate: write('projectUpdate', ({ id, input }: Changed, context) =>
    updates.update(id, input, context),
  ),
  projectUpdateArchive: write('entity', ({ id }: Ref, context) => updates.archive(id, true, context)),
  projectUpdateUnarchive: write('entity', ({ id }: Ref, context) => updates.archive(id, false, context)),
  projectLabelCreate: write('projectLabel', ({ input }: Made, context) => labels.create(input, context)),
  projectLabelUpdate: write('projectLabel', ({ id, input }: Changed, context) =>
    labels.update(id, input, context),
  ),
  projectLabelRetire: write('projectLabel', ({ id }: Ref, context) => labels.retire(id, true, context)),
  projectLabelRestore: write('projectLabel', ({ id }: Ref, context) => labels.retire(id, false, context)),
};
