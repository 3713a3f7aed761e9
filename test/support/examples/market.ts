import type { Ask, Examples } from './example.js';

let made = 0;

function unique(word: string): string {
  made += 1;
  return `${word} ${made} ${Math.random().toString(36).slice(2, 8)}`;
}

async function release(ask: Ask): Promise<string> {
  const name = unique('Release');
  await ask('create_release', { name, pipeline: 'Robot OS' });
  return name;
}

async function customer(ask: Ask): Promise<string> {
  const name = unique('Customer');
  await ask('create_customer', { name });
  return name;
}

async function need(ask: Ask): Promise<string> {
  const wanted = { customer: 'Nordlager', body: 'Quieter robots.', issue: 'ENG-2' };
  return /need ([0-9a-f-]{36})/.exec(await ask('create_customer_need', wanted))?.[1] ?? '';
}

export const marketExamples: Examples = {
  list_releases: { pipeline: 'Robot OS' },
  get_release: { release: 'Robot OS 4.0', include_issues: true },
  create_release: { name: 'Robot OS 5.0', pipeline: 'Robot OS', version: '5.0.0', target_date: '2027-05-01' },
  update_release: async (ask) => ({ release: await release(ask), stage: 'started', version: '5.0.1' }),
  list_release_pipelines: { team: 'ENG' },
  list_release_notes: { note: 'What is new in Robot OS 4.0' },
  create_release_note: {
    pipeline: 'Robot OS',
    title: 'Four one',
    releases: ['Robot OS 4.1'],
    content: '- New',
  },
  update_release_note: async (ask) => {
    const title = unique('Note');
    await ask('create_release_note', { pipeline: 'Robot OS', title });
    return { note: title, content: '- Calmer fan', releases: ['Robot OS 4.1'] };
  },
  list_customers: { status: 'Active' },
  get_customer: { customer: 'Nordlager' },
  create_customer: { name: 'Kaltlogistik', status: 'Trial', tier: 'Growth', owner: 'me' },
  update_customer: async (ask) => ({ customer: await customer(ask), tier: 'Enterprise', revenue: 120_000 }),
  delete_customer: async (ask) => ({ customer: await customer(ask) }),
  create_customer_need: { customer: 'Nordlager', body: 'Night mode.', project: 'Apollo', important: true },
  update_customer_need: async (ask) => ({ need: await need(ask), important: true }),
  delete_customer_need: async (ask) => ({ need: await need(ask) }),
};
