import type { Health } from '../../model.js';
import type { Builder } from '../../seed/builder.js';
import type { InitiativeRecord, PlanLabelRecord } from '../model.js';

/** A record of the seed by its name; a name that is not there is a mistake in this program. */
export function named<T extends { readonly name: string }>(records: readonly T[], name: string): T {
  const found = records.find((record) => record.name === name);
  if (found === undefined) throw new RangeError(`no such seeded record: ${name}`);
  return found;
}

export function slug({ random }: Builder): string {
  return random.uuid().replaceAll('-', '').slice(0, 12);
}

function label(
  name: string,
  parent: PlanLabelRecord | null,
  isGroup: boolean,
  builder: Builder,
): PlanLabelRecord {
  return {
    ...builder.entity(400),
    name,
    color: '#5e6ad2',
    description: null,
    parentId: parent?.id ?? null,
    isGroup,
    groupType: isGroup ? 'singleSelect' : null,
    creatorId: builder.userId('ada'),
    retiredAt: null,
  };
}

/** One group of labels and two plain ones, for projects and for initiatives alike. */
function seedLabels(builder: Builder): void {
  const { store } = builder;
  for (const table of [store.projectLabels, store.initiativeLabels]) {
    const group = table.insert(label('Horizon', null, true, builder));
    for (const name of ['Now', 'Next', 'Later']) table.insert(label(name, group, false, builder));
    table.insert(label('Hardware', null, false, builder));
    table.insert(label('Customer-facing', null, false, builder));
  }
  const put: readonly (readonly [string, readonly string[]])[] = [
    ['Apollo', ['Now', 'Hardware']],
    ['Apollo Docking', ['Now', 'Hardware']],
    ['Apollo Mobile', ['Next', 'Customer-facing']],
    ['Fleet Console 2.0', ['Later', 'Customer-facing']],
  ];
  for (const [project, names] of put) {
    const labelIds = names.map((name) => named(store.projectLabels.all(), name).id);
    store.projects.update(named(store.projects.all(), project).id, { labelIds });
  }
}

const updates: readonly (readonly [
  project: string,
  author: string,
  age: number,
  health: Health,
  body: string,
])[] = [
  [
    'Apollo',
    'ada',
    2,
    'onTrack',
    '## This week\n\n- Pilot robot 7 drives the whole shift.\n- Docking is the risk we watch.',
  ],
  ['Apollo', 'ada', 9, 'atRisk', 'The lidar supplier is two weeks late; we swap the order of the pilots.'],
  ['Apollo', 'adam', 16, 'onTrack', 'Prototype signed off.'],
  [
    'Apollo Docking',
    'adam',
    4,
    'atRisk',
    'One dock in five is missed in the dark. ![chart](https://files.example/chart.png)',
  ],
  ['Apollo Mobile', 'sofia.marquez', 6, 'onTrack', 'TestFlight is open for the pilot customer.'],
  [
    '海外展開 Kaigai',
    'kenji',
    3,
    'offTrack',
    '大阪の認証が遅れています。 Certification in Osaka slips by a month.',
  ],
  ['Nightjar', 'priya', 1, 'onTrack', 'Keys are rotated. Private to the team.'],
];

function seedUpdates(builder: Builder): void {
  const { store } = builder;
  for (const [project, author, age, health, body] of updates) {
    store.projectUpdates.insert({
      ...builder.entity(age),
      parentId: named(store.projects.all(), project).id,
      userId: builder.userId(author),
      body,
      health,
      editedAt: null,
      isDiffHidden: false,
    });
  }
}

const initiatives: readonly {
  readonly name: string;
  readonly summary: string;
  readonly status: InitiativeRecord['status'];
  readonly owner: string;
  readonly target: number | null;
  readonly health: Health | null;
  readonly projects: readonly string[];
  readonly labels: readonly string[];
}[] = [
  {
    name: 'Robots that run all night',
    summary: 'No person has to be on site between ten and six.',
    status: 'Active',
    owner: 'ada',
    target: 120,
    health: 'atRisk',
    projects: ['Apollo', 'Apollo Docking', 'Nightjar'],
    labels: ['Now'],
  },
  {
    name: 'A console people love',
    summary: 'Operators choose our screens over their own spreadsheets.',
    status: 'Planned',
    owner: 'sofia',
    target: 200,
    health: null,
    projects: ['Fleet Console 2.0', 'Apollo Mobile'],
    labels: ['Next', 'Customer-facing'],
  },
  {
    name: 'Japan',
    summary: '日本で最初の十の倉庫。 The first ten sites in Japan.',
    status: 'Active',
    owner: 'kenji',
    target: 90,
    health: 'offTrack',
    projects: ['海外展開 Kaigai'],
    labels: ['Now'],
  },
  {
    name: 'Brand 2025',
    summary: 'One look on every robot and every page.',
    status: 'Completed',
    owner: 'sofia',
    target: -20,
    health: null,
    projects: ['Brand refresh ✨'],
    labels: [],
  },
];

function seedInitiatives(builder: Builder): void {
  const { store } = builder;
  for (const plan of initiatives) {
    const made = store.initiatives.insert({
      ...builder.entity(300, 5),
      name: plan.name,
      slugId: slug(builder),
      description: plan.summary,
      content: `# ${plan.name}\n\n${plan.summary}\n\n## How we know\n\n- Nobody is called at night\n- Churn is zero\n`,
      status: plan.status,
      ownerId: builder.userId(plan.owner),
      creatorId: builder.userId('ada'),
      leadTeamId: store.teams.by('key', 'ENG')[0]?.id ?? null,
      targetDate: plan.target === null ? null : builder.day(plan.target),
      priority: 2,
      health: plan.health,
      labelIds: plan.labels.map((name) => named(store.initiativeLabels.all(), name).id),
      color: null,
      icon: null,
      sortOrder: 0,
      trashed: false,
    });
    for (const project of plan.projects) {
      const projectId = named(store.projects.all(), project).id;
      store.initiativeProjects.insert({ ...builder.entity(100), initiativeId: made.id, projectId });
    }
    if (plan.health === null) continue;
    store.initiativeUpdates.insert({
      ...builder.entity(5),
      parentId: made.id,
      userId: builder.userId(plan.owner),
      body: `Where we stand with **${plan.name}**: two of three risks are closed.`,
      health: plan.health,
      editedAt: null,
      isDiffHidden: false,
    });
  }
  const [parent, child] = ['Robots that run all night', 'Japan'].map((name) =>
    named(store.initiatives.all(), name),
  );
  if (parent === undefined || child === undefined) return;
  const ends = { initiativeId: parent.id, relatedInitiativeId: child.id };
  store.initiativeRelations.insert({ ...builder.entity(50), ...ends });
}

/** What ties projects together: labels, updates, initiatives, dependencies and links. */
export function seedPlanning(builder: Builder): void {
  const { store } = builder;
  seedLabels(builder);
  seedUpdates(builder);
  seedInitiatives(builder);
  const project = (name: string) => named(store.projects.all(), name).id;
  store.projectRelations.insert({
    ...builder.entity(40),
    projectId: project('Apollo Docking'),
    relatedProjectId: project('Apollo'),
    type: 'dependency',
    anchorType: 'end',
    relatedAnchorType: 'start',
  });
  store.links.insert({
    ...builder.entity(40),
    projectId: project('Apollo'),
    initiativeId: null,
    label: 'Test protocol',
    url: 'https://docs.example/apollo/protocol',
    creatorId: builder.userId('ada'),
    sortOrder: 0,
  });
}
