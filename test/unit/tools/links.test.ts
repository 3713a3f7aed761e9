import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/tools/catalogue.js';
import { workspacesIn } from '../../../src/tools/references.js';
import { ada, workspaceOf } from './support.js';

const { ok, failure, run } = workspaceOf(ada);
const at = (workspace: string, rest: string): string => `https://linear.app/${workspace}/${rest}`;
const foreign = at('acme', 'issue/ENG-3/x');

describe('a link', () => {
  it('means the thing of its workspace, in any case, and in one request', async () => {
    const link = at('Lumen', 'issue/ENG-3/some-title');
    const { text, operations } = await run('get_issue', { ids: [link] });
    expect(text).toMatch(/^ENG-3 /m);
    expect(operations).toEqual(['GetIssue']);
    expect(await ok('create_comment', { issue: link, body: foreign })).toContain('written on ENG-3');
  });

  it.each([
    ['get_issue', { ids: [foreign] }],
    ['get_issue', { ids: ['ENG-1', foreign] }],
    ['list_comments', { issue: foreign }],
    ['list_issues', { project: [at('acme', 'project/atlas-0123456789ab')] }],
    ['get_project', { project: at('acme', 'project/atlas-0123456789ab/overview') }],
    ['get_document', { document: at('acme', 'document/plan-0123456789ab') }],
    ['update_issue', { id: foreign, title: 'Taken over' }],
    ['update_issue', { id: 'ENG-3', parent: foreign }],
    ['update_issues', { ids: [foreign], priority: 'low' }],
    ['delete_issues', { ids: [foreign] }],
    ['archive_issues', { ids: ['ENG-4', foreign] }],
    ['link_issues', { id: 'ENG-4', relation: 'related', to: [foreign] }],
    ['mark_issue', { id: foreign, subscribed: true }],
    ['create_comment', { issue: foreign, body: 'Hello' }],
    ['update_comment', { comment: `${foreign}#comment-01234567`, body: 'Hello' }],
    ['create_issues', { issues: [{ team: 'ENG', title: 'Below', parent: foreign }] }],
  ])('to another workspace is refused: %s %j', async (tool, args) => {
    const { text, operations } = await run(tool, args);
    expect(text).toMatch(/^FAILED invalid_arguments: Nothing was done: the link is of the workspace acme/);
    expect(text).toMatch(/connection is to lumen .* identifier or name instead of the link/);
    expect(operations).toHaveLength(1);
  });

  it.each([
    'http://evil.example/lumen/issue/ENG-3',
    'https://linear.app.evil.example/lumen/issue/ENG-3',
    'https://evil.example/https://linear.app/lumen/issue/ENG-3',
    'https://linear.app@evil.example/lumen/issue/ENG-3',
    'https://linear.app/lumen/project/ENG-3',
  ])('to elsewhere is no issue: %s', async (link) => {
    const { text, operations } = await run('get_issue', { ids: [link] });
    expect(text).toMatch(/must be an issue such as ENG-123, its link or its UUID/);
    expect(operations).toEqual([]);
  });

  it('to elsewhere is no project either, whatever it ends with', async () => {
    const slug = /\(([0-9a-f]{12})\)/.exec(await ok('get_project', { project: 'Nightjar' }))?.[1];
    expect(await ok('get_project', { project: at('lumen', `project/nightjar-${slug}`) })).toContain(
      'Nightjar',
    );
    expect(
      await failure('get_project', { project: `https://evil.example/lumen/project/nightjar-${slug}` }),
    ).toMatch(/name_not_found/);
    expect(await failure('get_project', { project: at('lumen', `document/nightjar-${slug}`) })).toMatch(
      /name_not_found/,
    );
  });

  it('in a text, or one that is kept, is none of this', async () => {
    await ok('update_issue', { id: 'ENG-5', description: foreign });
    await ok('add_links', { issue: 'ENG-5', links: [{ url: foreign }] });
    await ok('create_issue', { team: 'ENG', title: foreign });
  });
});

describe('the names in an input', () => {
  it('are found where a tool takes them: alone, in lists, in lists of things, and emptied', () => {
    const tool = (name: string) => catalogue.find((each) => each.name === name);
    const seen = (name: string, input: object): string[] => workspacesIn(tool(name)?.input as never, input);
    expect(seen('get_issue', { ids: [foreign, at('other', 'issue/A-1')] })).toEqual(['acme', 'other']);
    expect(seen('update_issue', { id: 'ENG-3', project: null, parent: foreign })).toEqual(['acme']);
    expect(seen('create_issues', { issues: [{ title: 'x', parent: foreign }] })).toEqual(['acme']);
    expect(seen('create_comment', { issue: 'ENG-3', body: foreign })).toEqual([]);
  });
});
