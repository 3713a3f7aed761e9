import type { LabelRecord } from '../model.js';
import type { Builder } from './builder.js';

interface LabelPlan {
  readonly name: string;
  readonly color: string;
  readonly team?: string;
  readonly children?: readonly string[];
  readonly groupType?: LabelRecord['groupType'];
}

/** "Regression" exists in two teams, and "Web" both in a group and on its own: names alone do not always tell. */
const plans: readonly LabelPlan[] = [
  { name: 'Bug', color: '#eb5757' },
  { name: 'Feature', color: '#bb87fc' },
  { name: 'Improvement', color: '#4ea7fc' },
  { name: 'Customer request', color: '#f2994a' },
  { name: 'good first issue', color: '#4cb782' },
  { name: 'Severity', color: '#eb5757', children: ['S1', 'S2', 'S3'], groupType: 'singleSelect' },
  {
    name: 'Platform',
    color: '#26b5ce',
    children: ['iOS', 'Android', 'Web', 'Robot OS'],
    groupType: 'multiSelect',
  },
  { name: 'Regression', color: '#eb5757', team: 'ENG' },
  { name: 'Regression', color: '#f2c94c', team: 'MOB' },
  {
    name: 'Area',
    color: '#5e6ad2',
    team: 'ENG',
    children: ['Firmware', 'Navigation', 'Perception', 'Docking'],
    groupType: 'singleSelect',
  },
  { name: 'Research', color: '#bb87fc', team: 'DES' },
  { name: 'Accessibility', color: '#4cb782', team: 'DES' },
  { name: 'Crash', color: '#eb5757', team: 'MOB' },
  { name: 'Web', color: '#26b5ce', team: 'DES' },
  { name: 'Field visit', color: '#4cb782', team: 'OPS' },
  { name: 'Supplier', color: '#f2994a', team: 'OPS' },
  { name: 'CVE', color: '#eb5757', team: 'SEC' },
  { name: '긴급 🚨', color: '#eb5757', team: 'OPS' },
];

/** Labels of the workspace and of teams, flat and in groups. */
export function seedLabels(builder: Builder): void {
  const { store } = builder;
  for (const plan of plans) {
    const [team] = plan.team === undefined ? [] : store.teams.by('key', plan.team);
    const common = { color: plan.color, teamId: team?.id ?? null, creatorId: builder.userId('ada') };
    const label = store.labels.insert({
      ...builder.entity(600),
      ...common,
      name: plan.name,
      description: null,
      parentId: null,
      isGroup: plan.children !== undefined,
      groupType: plan.groupType ?? null,
    });
    for (const name of plan.children ?? []) {
      store.labels.insert({
        ...builder.entity(600),
        ...common,
        name,
        description: null,
        parentId: label.id,
        isGroup: false,
        groupType: null,
      });
    }
  }
}
