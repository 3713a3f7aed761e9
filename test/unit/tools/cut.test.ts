import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, callerOf } from './support.js';

/** What is not shown whole is marked, and says where the rest is. */
let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const ok = (tool: string, args: unknown) => callerOf(sandbox, ada).ok(tool, args);
const slugIn = (text: string): string => /\(([0-9a-f]{12})\)/.exec(text)?.[1] ?? '';
const LONG = 'All is well with the robots of this week. '.repeat(1_500);

describe('the facts of a project', () => {
  test('say that it has more teams than a row shows, and get_project names them', async () => {
    const teams = ['DES', 'ENG', 'MOB', 'OPS', 'SEC'];
    const made = await ok('create_project', { name: 'Everybody', teams });
    const row = await ok('list_projects', { query: 'Everybody' });
    expect(row).toMatch(/\| ([A-Z]{3}, ){4}… \|/);
    const text = await ok('get_project', { project: slugIn(made) });
    for (const team of teams) expect(text).toMatch(new RegExp(`^teams [A-Z, ]*${team}[^…]*$`, 'm'));
    await ok('update_project', { project: slugIn(made), remove_teams: 'SEC' });
    expect(await ok('list_projects', { query: 'Everybody' })).toMatch(/\| [A-Z]{3}(, [A-Z]{3}){3} \|/);
  });

  test('say that it has more labels than are shown', async () => {
    const labels = Array.from({ length: 21 }, (_, index) => `Kind ${index}`);
    for (const name of labels) await ok('create_planning_label', { owner: 'project', name });
    await ok('update_project', { project: 'Apollo', add_labels: labels.slice(0, 12) });
    await ok('update_project', { project: 'Apollo', add_labels: labels.slice(12) });
    expect(await ok('get_project', { project: 'Apollo' })).toMatch(
      / \| #[^|]+ \(the rest: only in Linear\) \| /,
    );
    expect(await ok('get_project', { project: 'Apollo Docking' })).not.toContain('the rest');
    // Linear takes them as a whole: with a change, those that are not shown would be gone.
    for (const change of [{ add_labels: labels[0] }, { remove_labels: labels[20] }])
      expect(
        await callerOf(sandbox, ada).failure('update_project', { project: 'Apollo', ...change }),
      ).toMatch(/it has more labels than the 20 that can be changed here.* in Linear/);
    const document =
      'query ($n: String!) { projects(filter: { name: { eq: $n } }) { nodes { labels { nodes { id } } } } }';
    const kept = await ok('linear_graphql', { document, variables: { n: 'Apollo' } });
    expect(kept.match(/"id"/g)?.length).toBeGreaterThan(20);
  });
});

describe('texts that an answer has no room for', () => {
  test.each([
    ['project', 'get_project', 'Apollo'],
    ['initiative', 'get_initiative', 'Japan'],
  ])('are those of updates of a %s: list_status_updates shows them', async (kind, tool, name) => {
    for (let index = 0; index < 4; index++)
      await ok('create_status_update', { [kind]: name, body: `${index} ${LONG}`, health: 'onTrack' });
    const text = await ok(tool, { [kind]: name, include: 'updates' });
    const [, rest = '', slug = ''] =
      /\d texts? left out to keep the answer short \(the rest: (list_status_updates with \w+ "(.+)")\)\.$/.exec(
        text,
      ) ?? [];
    expect(rest).toBe(`list_status_updates with ${kind} "${slug}"`);
    expect(await ok('list_status_updates', { [kind]: slug })).toContain(' onTrack,');
  });

  test('are those of milestones: without the text of the project there is more room', async () => {
    const project = 'Fleet Console 2.0';
    await ok('update_project', { project, content: LONG });
    for (const name of ['First', 'Second', 'Third'])
      await ok('create_milestone', { project, name, description: `${name} ${LONG.slice(0, 30_000)}` });
    const text = await ok('get_project', { project, include: ['milestones', 'members'] });
    const from = /\d texts? left out .* \(the rest: include only milestones, with text_from (\d+)\)\.$/.exec(
      text,
    )?.[1];
    const alone = await ok('get_project', { project, include: 'milestones', text_from: Number(from) });
    const shown = (answer: string) => [...answer.matchAll(/^<<\w+ milestone "/gm)].length;
    expect(shown(alone)).toBeGreaterThan(shown(text));
    expect(alone).not.toContain('include only milestones');
  });
});
