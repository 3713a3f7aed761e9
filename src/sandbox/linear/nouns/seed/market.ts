import type { Builder } from '../../seed/builder.js';
import { named, slug } from './planning.js';

const pipelines = [
  { name: 'Robot OS', type: 'scheduled', isProduction: true, teams: ['ENG'] },
  { name: 'Operator app', type: 'continuous', isProduction: true, teams: ['MOB', 'DES'] },
  { name: 'Signing service', type: 'continuous', isProduction: true, teams: ['SEC'] },
] as const;
const stages = [
  ['Planned', 'planned'],
  ['In progress', 'started'],
  ['Released', 'completed'],
  ['Canceled', 'canceled'],
] as const;

/** Three releases a pipeline: one out, with its note, one on the way, one planned. */
export function seedReleases(builder: Builder): void {
  const { store } = builder;
  for (const { teams, ...plan } of pipelines) {
    const teamIds = teams.flatMap((key) => store.teams.by('key', key).map((team) => team.id));
    const pipeline = store.pipelines.insert({
      ...builder.entity(300),
      ...plan,
      slugId: slug(builder),
      teamIds,
    });
    const stageIds = stages.map(([name, type], index) => {
      const color = '#5e6ad2';
      const stage = { name, type, color, position: index * 10, pipelineId: pipeline.id };
      return store.stages.insert({ ...builder.entity(300), ...stage }).id;
    });
    const done = teamIds.flatMap((id) =>
      store.issues.by('team', id).filter((issue) => issue.completedAt !== null && issue.archivedAt === null),
    );
    const made = [2, 1, 0].map((stage, index) =>
      store.releases.insert({
        ...builder.entity(60 - index * 25, 3),
        pipelineId: pipeline.id,
        stageId: stageIds[stage] ?? '',
        name: `${plan.name} 4.${index}`,
        slugId: slug(builder),
        version: `4.${index}.0`,
        description: index === 0 ? 'Docking in the dark, and a calmer fan.' : null,
        commitSha: null,
        startDate: builder.day(-30 + index * 25),
        targetDate: builder.day(index * 25 - 20),
        startedAt: stage === 0 ? null : builder.moment(-25),
        completedAt: stage === 2 ? builder.moment(-20) : null,
        creatorId: builder.userId('ada'),
        issueIds: done.slice(index * 5, index * 5 + 5).map((issue) => issue.id),
        trashed: false,
      }),
    );
    store.releaseNotes.insert({
      ...builder.entity(18),
      pipelineId: pipeline.id,
      title: `What is new in ${plan.name} 4.0`,
      slugId: slug(builder),
      content: '## New\n\n- Docks in the dark\n\n## Fixed\n\n- The fan no longer howls',
      releaseIds: made.slice(0, 1).map((release) => release.id),
    });
  }
}

const customers = [
  {
    name: 'Nordlager',
    domains: ['nordlager.example'],
    revenue: 480_000,
    size: 900,
    status: 'Active',
    tier: 'Enterprise',
  },
  {
    name: '大阪物流',
    domains: ['osaka-butsuryu.example'],
    revenue: 260_000,
    size: 340,
    status: 'Active',
    tier: 'Enterprise',
  },
  {
    name: 'Van der Berg Koeling',
    domains: ['vdbkoeling.example'],
    revenue: 90_000,
    size: 60,
    status: 'Trial',
    tier: 'Growth',
  },
  {
    name: 'Nordlager Retail',
    domains: ['retail.nordlager.example'],
    revenue: 40_000,
    size: 45,
    status: 'Churned',
    tier: null,
  },
] as const;
const requests = [
  'Our night shift cannot see which robot is stuck.',
  'We would pay for docking that works without the floor markers.',
  'Please, a bigger font on the tablet.',
  'ログをダウンロードできるようにしてください。',
] as const;

/** Customers with their requests, on issues and on projects. */
export function seedCustomers(builder: Builder): void {
  const { store } = builder;
  const rank = (name: string, index: number) => ({
    ...builder.entity(500),
    name,
    color: '#4cb782',
    position: index * 10,
  });
  for (const [index, name] of ['Trial', 'Active', 'Churned'].entries())
    store.customerStatuses.insert(rank(name, index));
  for (const [index, name] of ['Enterprise', 'Growth', 'Starter'].entries())
    store.customerTiers.insert(rank(name, index));
  const issues = store.issues.by('team', store.teams.by('key', 'ENG')[0]?.id ?? '');
  for (const [index, { status, tier, ...plan }] of customers.entries()) {
    const customer = store.customers.insert({
      ...builder.entity(350 - index, 8),
      ...plan,
      slugId: slug(builder),
      externalIds: [],
      ownerId: builder.userId(index % 2 === 0 ? 'noor' : 'ada'),
      statusId: named(store.customerStatuses.all(), status).id,
      tierId: tier === null ? null : named(store.customerTiers.all(), tier).id,
    });
    for (const [number, body] of requests.slice(0, 4 - index).entries()) {
      const onProject = number === 1;
      store.needs.insert({
        ...builder.entity(20 + number),
        customerId: customer.id,
        issueId: onProject ? null : (issues[index * 7 + number * 3]?.id ?? null),
        projectId: onProject ? named(store.projects.all(), 'Apollo Docking').id : null,
        body,
        priority: number === 0 ? 1 : 0,
        creatorId: builder.userId('noor'),
      });
    }
  }
}
