import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, callerOf } from './support.js';

/** Titles and names are one line, however they were pasted. */
let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const ok = (tool: string, args: unknown) => callerOf(sandbox, ada).ok(tool, args);

const BROKEN = 'Two lines\r\n  of a\u2028title\n';
const WHOLE = 'Two lines of a title';

/** What Linear holds is asked of Linear itself: our own answers show one line of anything. */
test.each([
  ['create_issue', { team: 'ENG', title: BROKEN }, 'issues { nodes { title } }'],
  ['create_issues', { team: 'MOB', issues: [{ title: BROKEN }] }, 'issues { nodes { title } }'],
  ['update_issue', { id: 'ENG-7', title: BROKEN }, 'issues { nodes { title } }'],
  ['create_project', { teams: ['ENG'], name: BROKEN }, 'projects { nodes { name } }'],
  ['create_milestone', { project: 'Apollo', name: BROKEN }, 'projectMilestones { nodes { name } }'],
  ['create_document', { team: 'ENG', title: BROKEN }, 'documents { nodes { title } }'],
  ['create_initiative', { name: BROKEN }, 'initiatives { nodes { name } }'],
  ['create_label', { name: BROKEN }, 'issueLabels { nodes { name } }'],
  [
    'create_state',
    { team: 'ENG', name: BROKEN, type: 'started', color: '#112233' },
    'workflowStates { nodes { name } }',
  ],
  ['create_view', { name: BROKEN, shows: 'issues', assignee: 'me' }, 'customViews { nodes { name } }'],
  ['update_cycle', { team: 'ENG', cycle: 'current', name: BROKEN }, 'cycles { nodes { name } }'],
  [
    'add_links',
    { issue: 'ENG-9', links: [{ url: 'https://example.com/two', title: BROKEN }] },
    'attachments { nodes { title } }',
  ],
])('%s joins the lines of %j', async (tool, args, kept) => {
  await ok(tool, args);
  const all = await ok('linear_graphql', { document: `{ ${kept} }` });
  expect(all).toContain(WHOLE);
  expect(all).not.toMatch(/Two lines(?! of a title")/);
});
