import type { Ask, Examples } from './example.js';

let made = 0;

function unique(word: string): string {
  made += 1;
  return `${word} ${made} ${Math.random().toString(36).slice(2, 8)}`;
}

/** Something of one's own, so that examples do not get into each other's way: by its slug. */
async function slugOf(answer: Promise<string>): Promise<string> {
  return /\(([0-9a-f]{12})\)/.exec(await answer)?.[1] ?? '';
}

const project = (ask: Ask) => slugOf(ask('create_project', { name: unique('Project'), teams: ['ENG'] }));
const initiative = (ask: Ask) =>
  slugOf(ask('create_initiative', { name: unique('Initiative'), owner: 'me' }));
const document = (ask: Ask) =>
  slugOf(ask('create_document', { title: unique('Notes'), content: 'One.\n\nTwo.', project: 'Apollo' }));

async function milestone(ask: Ask): Promise<{ project: string; milestone: string }> {
  const of = await project(ask);
  await ask('create_milestone', { project: of, name: 'Beta' });
  return { project: of, milestone: 'Beta' };
}

async function statusUpdate(ask: Ask): Promise<string> {
  const text = await ask('create_status_update', { project: await project(ask), body: 'All quiet.' });
  return /update ([0-9a-f-]{36})/.exec(text)?.[1] ?? '';
}

async function view(ask: Ask): Promise<string> {
  const text = await ask('create_view', { name: unique('View'), assignee: 'me', open_only: true });
  return /\(([0-9a-f-]{36})\)/.exec(text)?.[1] ?? '';
}

export const planningExamples: Examples = {
  list_projects: { status: ['started'], team: 'ENG' },
  get_project: { project: 'Apollo', include: ['milestones', 'updates', 'members', 'documents', 'relations'] },
  create_project: { name: 'Quiet motors', teams: ['ENG'], lead: 'me', labels: ['Horizon/Next'] },
  update_project: async (ask) => ({
    project: await project(ask),
    status: 'started',
    add_teams: ['MOB'],
    add_labels: ['Hardware'],
    target_date: '2027-03-31',
  }),
  delete_project: async (ask) => ({ project: await project(ask) }),
  relate_projects: async (ask) => ({ project: await project(ask), blocks: await project(ask) }),
  create_milestone: async (ask) => ({
    project: await project(ask),
    name: 'Beta',
    target_date: '2027-01-31',
  }),
  update_milestone: async (ask) => ({ ...(await milestone(ask)), target_date: '2027-02-28' }),
  delete_milestone: milestone,
  list_status_updates: { project: 'Apollo', limit: 5 },
  create_status_update: async (ask) => ({
    project: await project(ask),
    body: 'Docking works in the dark.',
    health: 'atRisk',
  }),
  update_status_update: async (ask) => ({ update: await statusUpdate(ask), health: 'offTrack' }),
  delete_status_update: async (ask) => ({ update: await statusUpdate(ask) }),
  create_planning_label: async () => ({ owner: 'project', name: unique('Label'), group: 'Horizon' }),
  update_planning_label: async (ask) => {
    const name = unique('Label');
    await ask('create_planning_label', { owner: 'initiative', name });
    return { owner: 'initiative', label: name, color: '#112233' };
  },
  list_documents: { project: 'Apollo' },
  get_document: { document: 'Docking test plan' },
  create_document: { title: 'Minutes', content: '- Osaka moves', team: 'ENG' },
  update_document: async (ask) => ({
    document: await document(ask),
    edits: [{ op: 'replace', find: 'Two.', text: 'Three.' }],
    team: 'ENG',
  }),
  delete_document: async (ask) => ({ document: await document(ask) }),
  list_initiatives: { status: ['Active'] },
  get_initiative: { initiative: 'Japan', include: ['updates', 'documents', 'children'] },
  create_initiative: { name: 'Silence', owner: 'me', status: 'Planned' },
  update_initiative: async (ask) => ({
    initiative: await initiative(ask),
    status: 'Active',
    add_project: await project(ask),
    add_labels: ['Horizon/Now'],
  }),
  archive_initiative: async (ask) => ({ initiative: await initiative(ask) }),
  list_views: { shows: 'issues' },
  read_view: { view: 'Urgent and open' },
  create_view: { name: 'My bugs', assignee: 'me', label: ['Bug'], open_only: true },
  update_view: async (ask) => ({
    view: await view(ask),
    name: unique('Renamed'),
    filter: { priority: { eq: 1 } },
  }),
  delete_view: async (ask) => ({ view: await view(ask) }),
};
