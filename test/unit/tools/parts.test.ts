import { beforeAll, describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

const { run, ok } = workspaceOf(ada);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const times = async (count: number, make: (index: number) => Promise<unknown>): Promise<void> => {
  for (const index of numbers(count)) await make(index);
};
const rows = (text: string): number => text.match(/^- /gm)?.length ?? 0;

describe('an issue with more than fits of everything', () => {
  let id: string;
  beforeAll(async () => {
    const args = { team: 'ENG', title: 'Very busy' };
    id = /ENG-\d+/.exec(await ok('create_issue', args))?.[0] ?? '';
    const children = numbers(26).map((index) => ({ title: `Child ${index}`, parent: id }));
    await times(2, () => ok('create_issues', { team: 'ENG', issues: children }));
    await times(3, (page) => {
      const links = numbers(17).map((index) => ({ url: `https://example.com/${page}/${index}`, title: 'x' }));
      return ok('add_links', { issue: id, links });
    });
    await times(3, (page) => {
      const to = numbers(17).map((index) => `MOB-${page * 17 + index + 1}`);
      return ok('link_issues', { id, relation: 'related', to });
    });
    await times(51, (index) => ok('update_issue', { id, estimate: [1, 2][index % 2] }));
  });

  test.each([
    ['children', (of: string) => `The first 50 sub-issues (the rest: list_issues with parent "${of}"):`],
    ['attachments', () => 'The first 50 attachments (the rest: only in Linear):'],
    ['relations', () => 'The first 50 relations (the rest: only in Linear):'],
    ['history', () => 'The first 50 changes, latest first, times in UTC (the rest: only in Linear):'],
  ])('says of its %s that there are more, and where, in one request', async (include, heading) => {
    const { text, operations } = await run('get_issue', { ids: id, include });
    expect(operations).toEqual(['GetIssue']);
    expect(text).toContain(heading(id));
    expect(rows(text)).toBe(50);
  });

  test('sends the reader on to itself when it stands among others', async () => {
    const text = await ok('get_issue', { ids: [id, 'ENG-2'], include: ['children', 'attachments'] });
    expect(text).toContain(`The first 9 sub-issues (the rest: list_issues with parent "${id}"):`);
    expect(text).toContain(`The first 9 attachments (the rest: get_issue with ids ["${id}"]):`);
  });

  test('is counted as it is where everything is shown', async () => {
    await ok('add_links', { issue: 'ENG-3', links: [{ url: 'https://example.com/only' }] });
    expect(await ok('get_issue', { ids: 'ENG-3', include: 'attachments' })).toMatch(/^\d+ attachments?:$/m);
  });
});

describe('a project with more than fits', () => {
  beforeAll(async () => {
    const links = numbers(16).map((index) => ({ url: `https://example.com/${index}` }));
    await ok('create_project', { name: 'Full', teams: ['ENG'], links });
    const more = links.map(({ url }) => ({ url: `${url}/more` }));
    await ok('update_project', { project: 'Full', add_links: more });
    await times(51, (index) => ok('create_document', { project: 'Full', title: `Page ${index}` }));
    await times(31, async (index) => {
      await ok('create_project', { name: `Later ${index}`, teams: ['ENG'] });
      await ok('relate_projects', { project: 'Full', blocks: `Later ${index}` });
    });
  });

  test('says where its documents, links and dependencies go on', async () => {
    const text = await ok('get_project', { project: 'Full', include: ['documents', 'relations'] });
    expect(text).toMatch(/^The first 50 documents \(the rest: list_documents with project "[0-9a-f]+"\):$/m);
    expect(text).toContain('The first 30 links (the rest: only in Linear):');
    expect(text).toContain('The first 30 dependencies (the rest: only in Linear):');
    const slug = /list_documents with project "(\w+)"/.exec(text)?.[1];
    expect(await ok('list_documents', { project: slug, limit: 100 })).toMatch(/^51 documents\./);
  });
});

describe('an initiative with more than fits', () => {
  beforeAll(async () => {
    await ok('create_initiative', { name: 'Everything' });
    await times(31, async (index) => {
      await ok('create_initiative', { name: `Part ${index}` });
      await ok('update_initiative', { initiative: `Part ${index}`, add_parent: 'Everything' });
    });
    await times(51, (index) => ok('create_document', { initiative: 'Everything', title: `Note ${index}` }));
  });

  test('says where its documents and its own initiatives go on', async () => {
    const text = await ok('get_initiative', {
      initiative: 'Everything',
      include: ['documents', 'children'],
    });
    expect(text).toContain('The first 30 sub-initiatives (the rest: only in Linear):');
    expect(text).toMatch(/^The first 50 documents \(the rest: list_documents with initiative "\w+"\):$/m);
  });
});
