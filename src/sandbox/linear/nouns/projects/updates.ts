import type { RequestContext } from '../../context.js';
import { forbidden } from '../../errors.js';
import { chooseId, invalid, LIMITS, newEntity, requireText } from '../../mutations/checks.js';
import type { Table } from '../../store/table.js';
import { type Input, type Noun, patchOf, type Rules, rule, touched } from '../kit.js';
import type { PlanLabelRecord, StatusUpdateRecord } from '../model.js';

/** What updates of projects and of initiatives have in common. */
interface UpdateOptions {
  readonly entity: string;
  readonly noun: Noun<StatusUpdateRecord>;
  readonly table: (context: RequestContext) => Table<StatusUpdateRecord, 'parent'>;
  readonly parent: string;
  readonly parentBy: (reference: string, context: RequestContext) => { readonly id: string };
  readonly setHealth: (id: string, health: StatusUpdateRecord['health'], context: RequestContext) => void;
}

const updateRules: Rules<StatusUpdateRecord> = {
  body: (value) => requireText('body', typeof value === 'string' ? value : null, LIMITS.body),
  health: rule.word('onTrack', 'atRisk', 'offTrack'),
  isDiffHidden: rule.flag,
};

export function updatesOf({ entity, noun, table, parent, parentBy, setHealth }: UpdateOptions) {
  function own(id: string, context: RequestContext, what: string): StatusUpdateRecord {
    const update = noun.by(id, context);
    if (update.userId === context.viewer.id || context.viewer.admin) return update;
    throw forbidden(`Only the author can ${what} an update.`);
  }
  return {
    create(input: Input, context: RequestContext): StatusUpdateRecord {
      const { id, [parent]: reference, ...given } = input;
      const parentId = parentBy(String(reference), context).id;
      const chosen = chooseId(typeof id === 'string' ? id : null, { entity, taken: table(context).has });
      const patch = patchOf(given, updateRules, context);
      const made = table(context).insert({
        ...newEntity(chosen, context.now),
        parentId,
        userId: context.viewer.id,
        body: '',
        health: 'onTrack',
        editedAt: null,
        isDiffHidden: false,
        ...patch,
      });
      setHealth(parentId, made.health, context);
      return made;
    },
    update(id: string, input: Input, context: RequestContext): StatusUpdateRecord {
      const update = own(id, context, 'change');
      const patch = patchOf(input, updateRules, context);
      if (patch.health) setHealth(update.parentId, patch.health, context);
      const at = context.now.toISOString();
      return table(context).update(update.id, { ...patch, editedAt: at, updatedAt: at });
    },
    archive(id: string, archived: boolean, context: RequestContext): StatusUpdateRecord {
      const update = own(id, context, 'delete');
      return table(context).update(update.id, { archivedAt: archived ? context.now.toISOString() : null });
    },
  };
}

/** What labels of projects and of initiatives have in common. */
interface LabelOptions {
  readonly entity: string;
  readonly noun: Noun<PlanLabelRecord>;
  readonly table: (context: RequestContext) => Table<PlanLabelRecord>;
}

export function labelsOf({ entity, noun, table }: LabelOptions) {
  const rules: Rules<PlanLabelRecord> = {
    name: rule.text('name', LIMITS.name),
    description: rule.note('description', LIMITS.name),
    color: (value) => {
      if (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)) return value;
      throw invalid('color must be a HEX color.');
    },
    isGroup: rule.flag,
    groupType: (value) => (value === 'multiSelect' ? 'multiSelect' : 'singleSelect'),
    parentId: rule.one((id, context) => {
      const group = noun.by(id, context);
      if (!group.isGroup) throw invalid('parentId: the label is not a group.');
      return group;
    }),
    retiredAt: rule.instant,
  };
  return {
    create(input: Input, context: RequestContext): PlanLabelRecord {
      const { id, teamId: _, ...given } = input;
      const chosen = chooseId(typeof id === 'string' ? id : null, { entity, taken: table(context).has });
      const patch = patchOf(given, rules, context);
      const taken = table(context)
        .all()
        .some(
          (one) =>
            one.name.toLowerCase() === patch.name?.toLowerCase() && one.parentId === (patch.parentId ?? null),
        );
      if (taken) throw invalid('A label with this name exists already.');
      return table(context).insert({
        ...newEntity(chosen, context.now),
        name: '',
        color: '#bec2c8',
        description: null,
        parentId: null,
        isGroup: false,
        groupType: null,
        creatorId: context.viewer.id,
        retiredAt: null,
        ...patch,
      });
    },
    update(id: string, input: Input, context: RequestContext): PlanLabelRecord {
      const label = noun.by(id, context);
      return table(context).update(label.id, { ...patchOf(input, rules, context), ...touched(context) });
    },
    /** A group takes its labels with it. */
    retire(id: string, retired: boolean, context: RequestContext): PlanLabelRecord {
      const label = noun.by(id, context);
      const retiredAt = retired ? context.now.toISOString() : null;
      for (const child of table(context)
        .all()
        .filter((one) => one.parentId === label.id))
        table(context).update(child.id, { retiredAt });
      return table(context).update(label.id, { retiredAt });
    },
  };
}
