import type { ProjectRecord, ProjectStatusType } from '../model.js';
import type { Builder } from './builder.js';

interface ProjectPlan {
  readonly name: string;
  readonly summary: string;
  readonly status: ProjectStatusType;
  readonly lead: string | null;
  readonly teams: readonly string[];
  readonly members: readonly string[];
  readonly priority: number;
  /** Days from today; null for none. */
  readonly start: number | null;
  readonly target: number | null;
  readonly health: ProjectRecord['health'];
  /** Milestone name → target day from today. */
  readonly milestones: readonly (readonly [string, number | null])[];
}

const statuses: readonly (readonly [string, ProjectStatusType, string])[] = [
  ['Backlog', 'backlog', '#bec2c8'],
  ['Planned', 'planned', '#e2e2e2'],
  ['In Progress', 'started', '#f2c94c'],
  ['Paused', 'paused', '#95a2b3'],
  ['Completed', 'completed', '#5e6ad2'],
  ['Canceled', 'canceled', '#95a2b3'],
];

/** "Apollo" is the beginning of two other names, and one project is of the private team only. */
const plans: readonly ProjectPlan[] = [
  {
    name: 'Apollo',
    summary: 'The second generation of the warehouse robot.',
    status: 'started',
    lead: 'ada',
    teams: ['ENG', 'DES', 'OPS'],
    members: ['ada', 'adam', 'kenji', 'noor'],
    priority: 1,
    start: -120,
    target: 45,
    health: 'onTrack',
    milestones: [
      ['Prototype', -30],
      ['Pilot', 20],
      ['Launch', 45],
    ],
  },
  {
    name: 'Apollo Docking',
    summary: 'Autonomous docking and charging.',
    status: 'started',
    lead: 'adam',
    teams: ['ENG'],
    members: ['adam', 'kenji'],
    priority: 2,
    start: -60,
    target: 14,
    health: 'atRisk',
    milestones: [
      ['Alpha', -7],
      ['Beta', 10],
    ],
  },
  {
    name: 'Apollo Mobile',
    summary: 'The operator app for Apollo.',
    status: 'started',
    lead: 'sofia.marquez',
    teams: ['MOB', 'DES'],
    members: ['sofia.marquez', 'sofia', 'priya'],
    priority: 2,
    start: -45,
    target: 60,
    health: 'onTrack',
    milestones: [
      ['TestFlight', 7],
      ['Store release', 60],
    ],
  },
  {
    name: 'Fleet Console 2.0',
    summary: 'One screen for a thousand robots.',
    status: 'planned',
    lead: 'sofia',
    teams: ['DES', 'ENG'],
    members: ['sofia', 'tomas'],
    priority: 3,
    start: 20,
    target: 150,
    health: null,
    milestones: [['Concept', 35]],
  },
  {
    name: '海外展開 Kaigai',
    summary: '日本の倉庫での展開。 Roll-out at the first sites in Japan.',
    status: 'started',
    lead: 'kenji',
    teams: ['OPS', 'ENG'],
    members: ['kenji', 'noor'],
    priority: 2,
    start: -20,
    target: 90,
    health: 'offTrack',
    milestones: [
      ['大阪 Osaka', 30],
      ['横浜 Yokohama', 75],
    ],
  },
  {
    name: 'Brand refresh ✨',
    summary: 'New type, new colours, same robots.',
    status: 'completed',
    lead: 'sofia',
    teams: ['DES'],
    members: ['sofia'],
    priority: 4,
    start: -200,
    target: -20,
    health: null,
    milestones: [['Guidelines', -60]],
  },
  {
    name: 'Supplier switch',
    summary: 'A second source for motor controllers.',
    status: 'paused',
    lead: 'noor',
    teams: ['OPS'],
    members: ['noor', 'adam'],
    priority: 0,
    start: -80,
    target: null,
    health: null,
    milestones: [],
  },
  {
    name: 'Nightjar',
    summary: 'Private: hardening of the update channel.',
    status: 'started',
    lead: 'priya',
    teams: ['SEC'],
    members: ['priya', 'ada'],
    priority: 1,
    start: -15,
    target: 25,
    health: 'onTrack',
    milestones: [['Signing keys rotated', 12]],
  },
];

function seedStatuses({ store, ...builder }: Builder): ReadonlyMap<ProjectStatusType, string> {
  return new Map(
    statuses.map(([name, type, color], index) => {
      const status = store.projectStatuses.insert({
        ...builder.entity(700),
        name,
        type,
        color,
        position: index * 10,
      });
      return [type, status.id];
    }),
  );
}

function record(plan: ProjectPlan, statusId: string, builder: Builder): ProjectRecord {
  const date = (days: number | null) => (days === null ? null : builder.day(days));
  const teams = plan.teams.flatMap((key) => builder.store.teams.by('key', key));
  const begun = plan.start !== null && plan.start < 0;
  return {
    ...builder.entity(210, 3),
    name: plan.name,
    slugId: builder.random.uuid().replaceAll('-', '').slice(0, 12),
    description: plan.summary,
    content: `# ${plan.name}\n\n${plan.summary}\n\n## Goals\n\n1. Ship\n2. Learn\n3. Repeat\n`,
    color: '#5e6ad2',
    icon: null,
    statusId,
    leadId: plan.lead === null ? null : builder.userId(plan.lead),
    creatorId: builder.userId('ada'),
    memberIds: plan.members.map(builder.userId),
    teamIds: teams.map((team) => team.id),
    priority: plan.priority,
    startDate: date(plan.start),
    targetDate: date(plan.target),
    startedAt: begun ? builder.moment(plan.start ?? 0) : null,
    completedAt: plan.status === 'completed' ? builder.moment(-20) : null,
    canceledAt: null,
    health: plan.health,
    labelIds: [],
    trashed: false,
    sortOrder: 0,
  };
}

/** Project statuses, projects and their milestones. */
export function seedProjects(builder: Builder): void {
  const statusIds = seedStatuses(builder);
  for (const plan of plans) {
    const project = builder.store.projects.insert(record(plan, statusIds.get(plan.status) ?? '', builder));
    for (const [index, [name, days]] of plan.milestones.entries()) {
      builder.store.milestones.insert({
        ...builder.entity(100),
        projectId: project.id,
        name,
        description: null,
        targetDate: days === null ? null : builder.day(days),
        sortOrder: index,
      });
    }
  }
}
