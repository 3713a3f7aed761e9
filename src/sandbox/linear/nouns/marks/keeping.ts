import type { RequestContext } from '../../context.js';
import type { LabelRecord, StateRecord, StateType } from '../../model.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { Fields } from '../../resolvers/install.js';
import { labelBy, stateBy, teamBy } from '../../resolvers/lookup.js';
import { type Input, patchOf, type Rules, rule, touched, write } from '../kit.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}

const labelRules: Rules<LabelRecord> = {
  name: rule.text('name', LIMITS.name),
  color: rule.text('color', 7),
  description: rule.note('description', LIMITS.name),
  isGroup: rule.flag,
  groupType: rule.word('singleSelect', 'multiSelect'),
  parentId: rule.one(labelBy),
  retiredAt: rule.instant,
};

function updateLabel({ id, input }: Ref & Made, context: RequestContext): LabelRecord {
  const label = labelBy(id, context);
  const patch = patchOf(input, labelRules, context);
  return context.store.labels.update(label.id, { ...patch, ...touched(context) });
}

/** Retiring a group retires what is in it. */
function retire(id: string, retiredAt: string | null, context: RequestContext): LabelRecord {
  const label = labelBy(id, context);
  const { labels } = context.store;
  for (const child of labels.by('parent', label.id)) labels.update(child.id, { retiredAt });
  return labels.update(label.id, { retiredAt, ...touched(context) });
}

const stateRules: Rules<StateRecord> = {
  name: rule.text('name', LIMITS.name),
  color: rule.text('color', 7),
  description: rule.note('description', LIMITS.name),
  position: (value) => (typeof value === 'number' ? value : 0),
  type: rule.word<StateType>('backlog', 'unstarted', 'started', 'completed', 'canceled'),
};

function createState({ input }: Made, context: RequestContext): StateRecord {
  const { store, now } = context;
  const { id, teamId, ...given } = input;
  const team = teamBy(String(teamId), context);
  const patch = patchOf(given, stateRules, context);
  const states = store.states.by('team', team.id);
  if (states.some((state) => state.name.toLowerCase() === patch.name?.toLowerCase())) {
    throw invalid('A workflow state with this name exists already.');
  }
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'WorkflowState',
    taken: store.states.has,
  });
  return store.states.insert({
    ...newEntity(chosen, now),
    teamId: team.id,
    name: '',
    type: 'backlog',
    color: '#bec2c8',
    position: Math.max(0, ...states.map((state) => state.position)) + 1,
    description: null,
    ...patch,
  });
}

function updateState({ id, input }: Ref & Made, context: RequestContext): StateRecord {
  const patch = patchOf(input, stateRules, context);
  return context.store.states.update(stateBy(id, context).id, { ...patch, ...touched(context) });
}

function archiveState({ id }: Ref, context: RequestContext): StateRecord {
  const { store, now } = context;
  const state = stateBy(id, context);
  if (store.issues.by('state', state.id).length > 0) {
    throw invalid('Workflow states with issues cannot be archived.');
  }
  return store.states.update(state.id, { archivedAt: now.toISOString(), ...touched(context) });
}

/** How the labels and workflow states of a team are kept. */
export const keepingMutations: Fields<undefined> = {
  issueLabelUpdate: write('issueLabel', updateLabel),
  issueLabelRetire: write('issueLabel', ({ id }: Ref, context) =>
    retire(id, context.now.toISOString(), context),
  ),
  issueLabelRestore: write('issueLabel', ({ id }: Ref, context) => retire(id, null, context)),
  workflowStateCreate: write('workflowState', createState),
  workflowStateUpdate: write('workflowState', updateState),
  workflowStateArchive: write('entity', archiveState),
};
