import type { Ask, Examples } from './example.js';

let made = 0;

/** An issue of one's own, so that examples do not get into each other's way. */
async function issue(ask: Ask): Promise<string> {
  made += 1;
  return identifierIn(
    await ask('create_issue', { team: 'ENG', title: `Example ${made}`, description: 'One.\n\nTwo.' }),
  );
}

async function comment(ask: Ask): Promise<{ issue: string; comment: string }> {
  const id = await issue(ask);
  const text = await ask('create_comment', { issue: id, body: 'Seen on unit 7.' });
  return { issue: id, comment: /^Comment ([0-9a-f]{8})/.exec(text)?.[1] ?? '' };
}

function identifierIn(text: string): string {
  return /\b[A-Z]{2,5}-\d+\b/.exec(text)?.[0] ?? '';
}

function unique(word: string): string {
  made += 1;
  return `${word} ${made} ${Math.random().toString(36).slice(2, 8)}`;
}

export const issueExamples: Examples = {
  list_issues: { assignee: 'me', is: ['open'] },
  search_issues: { term: 'calibration', limit: 10 },
  get_issue: { ids: ['ENG-1'], include: ['comments', 'relations', 'children', 'attachments', 'history'] },
  create_issue: { team: 'ENG', title: 'Arm drifts', state: 'Todo', labels: ['Bug'], priority: 'high' },
  update_issue: async (ask) => ({
    id: await issue(ask),
    state: 'In Progress',
    add_labels: ['Bug'],
    edits: [{ op: 'replace', find: 'Two.', text: 'Three.' }],
  }),
  create_issues: { team: 'ENG', issues: [{ title: 'First' }, { title: 'Second', priority: 'low' }] },
  update_issues: async (ask) => ({
    ids: [await issue(ask), await issue(ask)],
    state: 'Todo',
    priority: 'urgent',
  }),
  link_issues: async (ask) => ({ id: await issue(ask), relation: 'blocks', to: [await issue(ask)] }),
  add_links: async (ask) => ({
    issue: await issue(ask),
    links: [{ url: 'https://example.com/a', title: 'A' }],
  }),
  mark_issue: async (ask) => ({
    id: await issue(ask),
    favorite: true,
    subscribed: false,
    add_reaction: 'tada',
  }),
  archive_issues: async (ask) => ({ ids: [await issue(ask), await issue(ask)] }),
  delete_issues: async (ask) => ({ ids: [await issue(ask)] }),
  create_comment: async (ask) => ({ issue: await issue(ask), body: 'Seen on unit 7 as well.' }),
  update_comment: async (ask) => ({ ...(await comment(ask)), body: 'Seen on unit 8.', resolved: true }),
  list_comments: { issue: 'ENG-13' },
  delete_comment: comment,
  delete_attachment: async (ask) => {
    const id = await issue(ask);
    await ask('add_links', { issue: id, links: [{ url: 'https://example.com/a', title: 'A' }] });
    return { issue: id, attachment: 'A' };
  },
  prepare_upload: { filename: 'arm.png', content_type: 'image/png', size: 1024 },
  extract_images: { issue: 'ENG-1' },
  share_issue: async (ask) => ({ issue: await issue(ask), user: 'sofia@lumen.example' }),
  list_labels: { team: 'ENG' },
  create_label: async () => ({ name: unique('Label'), team: 'ENG' }),
  update_label: async (ask) => {
    const name = unique('Label');
    await ask('create_label', { name, team: 'ENG' });
    return { label: name, retired: true };
  },
  create_state: async () => ({ team: 'ENG', name: unique('State'), type: 'started' }),
  update_state: async (ask) => {
    const name = unique('State');
    await ask('create_state', { team: 'ENG', name, type: 'started' });
    return { team: 'ENG', state: name, archived: true };
  },
  linear_graphql: { document: 'query Who { viewer { name teams(first: 5) { nodes { key } } } }' },
  linear_graphql_mutation: async (ask) => ({
    document:
      'mutation Rank($id: String!, $n: Int!) { issueUpdate(id: $id, input: { priority: $n }) { success } }',
    variables: { id: await issue(ask), n: 2 },
  }),
};
