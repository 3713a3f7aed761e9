import type { EstimationType, StateType, TeamRecord } from '../model.js';
import type { Builder } from './builder.js';

interface TeamPlan {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly color: string;
  readonly icon: string;
  readonly members: readonly string[];
  readonly private?: boolean;
  readonly cycles?: boolean;
  readonly estimates: EstimationType;
  /** State name → type, in the order of the board. */
  readonly states: readonly (readonly [string, StateType])[];
}

const everybody = ['ada', 'adam', 'sofia', 'sofia.marquez', 'kenji', 'noor', 'priya'];

/** Teams with different workflows; "Backlog", "Todo", "In Progress", "Done" exist in several of them. */
const plans: readonly TeamPlan[] = [
  {
    key: 'ENG',
    name: 'Engineering',
    description: 'Firmware, perception and navigation of the robots.',
    color: '#5e6ad2',
    icon: 'Chip',
    members: [...everybody, 'lena', 'triagebot'],
    cycles: true,
    estimates: 'fibonacci',
    states: [
      ['Triage', 'triage'],
      ['Backlog', 'backlog'],
      ['Todo', 'unstarted'],
      ['In Progress', 'started'],
      ['In Review', 'started'],
      ['Done', 'completed'],
      ['Canceled', 'canceled'],
      ['Duplicate', 'duplicate'],
    ],
  },
  {
    key: 'DES',
    name: 'Design',
    description: 'Product design, research and the brand.',
    color: '#f2994a',
    icon: 'Paint',
    members: ['ada', 'sofia', 'sofia.marquez', 'tomas'],
    estimates: 'tShirt',
    states: [
      ['Ideas', 'backlog'],
      ['Todo', 'unstarted'],
      ['Exploring', 'started'],
      ['In Review', 'started'],
      ['Shipped', 'completed'],
      ['Dropped', 'canceled'],
    ],
  },
  {
    key: 'MOB',
    name: 'Mobile',
    description: 'The operator app on phones and tablets.',
    color: '#26b5ce',
    icon: 'Phone',
    members: ['ada', 'sofia.marquez', 'kenji', 'priya', 'triagebot'],
    cycles: true,
    estimates: 'exponential',
    states: [
      ['Backlog', 'backlog'],
      ['Todo', 'unstarted'],
      ['In Progress', 'started'],
      ['QA', 'started'],
      ['Released', 'completed'],
      ['Canceled', 'canceled'],
    ],
  },
  {
    key: 'OPS',
    name: 'Operations',
    description: 'Deployments at customers, supply, and the office.',
    color: '#4cb782',
    icon: 'Truck',
    members: ['ada', 'adam', 'noor', 'kenji', 'tomas'],
    estimates: 'notUsed',
    states: [
      ['Inbox', 'triage'],
      ['Backlog', 'backlog'],
      ['Planned', 'unstarted'],
      ['In Progress', 'started'],
      ['Waiting on customer', 'started'],
      ['Done', 'completed'],
      ['Canceled', 'canceled'],
    ],
  },
  {
    key: 'SEC',
    name: 'Security',
    description: 'Private: vulnerabilities and incidents.',
    color: '#eb5757',
    icon: 'Lock',
    members: ['ada', 'priya'],
    private: true,
    estimates: 'linear',
    states: [
      ['Triage', 'triage'],
      ['Todo', 'unstarted'],
      ['Investigating', 'started'],
      ['Mitigated', 'completed'],
      ["Won't fix", 'canceled'],
    ],
  },
];

const stateColors: Readonly<Record<StateType, string>> = {
  triage: '#fc7840',
  backlog: '#bec2c8',
  unstarted: '#e2e2e2',
  started: '#f2c94c',
  completed: '#5e6ad2',
  canceled: '#95a2b3',
  duplicate: '#95a2b3',
};

function seedTeam(plan: TeamPlan, builder: Builder): TeamRecord {
  const { store } = builder;
  const entity = builder.entity(700, 20);
  const states = plan.states.map(([name, type], index) =>
    store.states.insert({
      ...builder.entity(700),
      teamId: entity.id,
      name,
      type,
      color: stateColors[type],
      position: index * 10,
      description: null,
    }),
  );
  const idOf = (type: StateType) => states.find((state) => state.type === type)?.id ?? null;
  return store.teams.insert({
    ...entity,
    key: plan.key,
    name: plan.name,
    description: plan.description,
    color: plan.color,
    icon: plan.icon,
    private: plan.private === true,
    memberIds: plan.members.map(builder.userId),
    triageEnabled: idOf('triage') !== null,
    cyclesEnabled: plan.cycles === true,
    cycleDuration: 2,
    issueEstimationType: plan.estimates,
    timezone: 'Europe/Stockholm',
    defaultStateId: idOf('backlog') ?? idOf('unstarted') ?? '',
    triageStateId: idOf('triage'),
  });
}

/** Four past cycles, the current one and two to come, two weeks each; today is day 5 of the current one. */
function seedCycles(team: TeamRecord, builder: Builder): void {
  for (let offset = -4; offset <= 2; offset += 1) {
    const starts = offset * 14 - 5;
    builder.store.cycles.insert({
      ...builder.entity(90),
      teamId: team.id,
      number: 41 + offset,
      name: offset === 0 && team.key === 'ENG' ? 'Docking hardening' : null,
      description: null,
      startsAt: builder.moment(starts),
      endsAt: builder.moment(starts + 14),
      completedAt: offset < 0 ? builder.moment(starts + 14) : null,
    });
  }
}

/** Teams with their workflow states and cycles. */
export function seedTeams(builder: Builder): void {
  for (const plan of plans) {
    const team = seedTeam(plan, builder);
    if (team.cyclesEnabled) seedCycles(team, builder);
  }
}
