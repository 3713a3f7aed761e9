import { beforeAll, describe, expect, test } from 'vitest';
import { versionOf } from '../../../src/linear/texts/version.js';
import { ada, workspaceOf } from './support.js';

const { run, ok, failure } = workspaceOf(ada);

const TEXT =
  '## Goals\n\nShip **one** robot.\n\n## Risks\n\nNone known, and none looked for so far; a hundred words.';
const uuidIn = (text: string): string => /update ([0-9a-f-]{36})/.exec(text)?.[1] ?? '';

interface Case {
  /** Makes the thing with the text. */
  readonly make: () => Promise<Record<string, unknown>>;
  readonly update: string;
  /** The argument that takes the whole text. */
  readonly whole: string;
  readonly read: (which: Record<string, unknown>) => Promise<string>;
}

const cases: Readonly<Record<string, Case>> = {
  'the text of a project': {
    make: async () => {
      await ok('create_project', { name: 'Long text', teams: ['ENG'], content: TEXT });
      return { project: 'Long text' };
    },
    update: 'update_project',
    whole: 'content',
    read: (which) => ok('get_project', which),
  },
  'the text of an initiative': {
    make: async () => {
      await ok('create_initiative', { name: 'Long text', content: TEXT });
      return { initiative: 'Long text' };
    },
    update: 'update_initiative',
    whole: 'content',
    read: (which) => ok('get_initiative', which),
  },
  'the description of a milestone': {
    make: async () => {
      await ok('create_project', { name: 'With a milestone', teams: ['ENG'] });
      await ok('create_milestone', { project: 'With a milestone', name: 'Beta', description: TEXT });
      return { project: 'With a milestone', milestone: 'Beta' };
    },
    update: 'update_milestone',
    whole: 'description',
    read: ({ project }) => ok('get_project', { project, include: 'milestones' }),
  },
  'a status update': {
    make: async () => ({
      update: uuidIn(await ok('create_status_update', { project: 'Apollo', body: TEXT })),
    }),
    update: 'update_status_update',
    whole: 'body',
    read: () => ok('list_status_updates', { project: 'Apollo', limit: 1 }),
  },
  'a release note': {
    make: async () => {
      await ok('create_release_note', { pipeline: 'Robot OS', title: 'Long text', content: TEXT });
      return { note: 'Long text' };
    },
    update: 'update_release_note',
    whole: 'content',
    read: (which) => ok('list_release_notes', which),
  },
};

describe.each(Object.entries(cases))('%s', (_what, { make, update, whole, read }) => {
  let which: Record<string, unknown>;
  beforeAll(async () => {
    which = await make();
  });
  const versions = async () =>
    [...(await read(which)).matchAll(/version ([0-9a-f]{8})/g)].map((match) => match[1]);

  test('is edited by its words, in two requests, and only in the version that was read', async () => {
    const [version] = (await versions()).slice(-1);
    expect(version).toBeDefined();
    const edits = [
      { op: 'replace', find: '**one** robot', text: '**two** robots' },
      { op: 'append', text: '## Next' },
    ];
    const done = await run(update, { ...which, edits, version });
    expect(done.operations).toHaveLength(2);
    expect(done.text).toMatch(new RegExp(`^${whole}: \\d+ → \\d+ characters, version [0-9a-f]{8}$`, 'm'));
    expect(await read(which)).toContain('Ship **two** robots.');
    expect(await failure(update, { ...which, edits: { op: 'append', text: 'Late' }, version })).toMatch(
      /the text has changed since version [0-9a-f]{8} was read: it is now [0-9a-f]{8}; read it again/,
    );
    expect(await read(which)).not.toContain('Late');
  });

  test('is left alone when one of the edits does not fit', async () => {
    const edits = [
      { op: 'prepend', text: 'First' },
      { op: 'replace', find: 'words that are not there', text: '' },
    ];
    expect(await failure(update, { ...which, edits })).toContain(
      'edit 2 (replace): find does not stand in the text',
    );
    expect(await read(which)).not.toContain('First');
  });

  test.each([
    [{ edits: [{ op: 'append', text: 'x' }], whole: 'y' }, /give \w+ or edits, not both/],
    [{ version: '0a1b2c3d' }, /version goes with \w+ or edits/],
    [{}, /name at least one field to change/],
  ])('refuses %j', async ({ whole: text, ...args }: Record<string, unknown>, sentence) => {
    const given = { ...which, ...args, ...(text !== undefined && { [whole]: text }) };
    expect(await failure(update, given)).toMatch(sentence);
  });
});

describe('a project', () => {
  const link = { url: 'https://example.com/plan', title: 'Plan' };

  test('begins from a template, with links, in one mutation', async () => {
    const args = {
      name: 'Pilot',
      teams: ['ENG'],
      template: 'customer pilot',
      links: [link, { url: 'https://example.com/b' }],
    };
    const { text, operations } = await run('create_project', args);
    expect(operations).toEqual(['PrepareProjectCreate', 'CreateProject2']);
    expect(text).toContain('links: 2');
    const read = await ok('get_project', { project: 'Pilot', include: 'documents' });
    expect(read).toContain('## What success is');
    expect(read).toContain('"Plan" https://example.com/plan');
    expect(read).toContain('"example.com/b" https://example.com/b');
  });

  test('gets a link once, however often it is added', async () => {
    await ok('create_project', { name: 'Linked', teams: ['ENG'] });
    const args = { project: 'Linked', add_links: [link] };
    expect(await ok('update_project', args)).toContain('links: + https://example.com/plan');
    expect(await ok('update_project', args)).toContain('links: no new one (as before)');
    expect(await ok('get_project', { project: 'Linked', include: 'documents' })).toContain('1 link:');
  });

  test.each([
    [{ template: 'Customer pilots' }, /No template is called "Customer pilots"\. There is: Customer pilot\./],
    [
      { template: 'Bug report' },
      /No template for projects of this team is called "Bug report"\. There is: Customer pilot\./,
    ],
    [{ links: [{ url: 'javascript:alert(1)' }] }, /links, entry 1\.url must be an http or https link/],
    [{ links: [] }, /links must not be an empty list/],
  ])('is not made with %j', async (args, sentence) => {
    expect(await failure('create_project', { name: 'Not made', teams: ['ENG'], ...args })).toMatch(sentence);
    expect(await ok('list_projects', { query: 'Not made' })).toBe('No projects match.');
  });

  test('that blocks another is told to do so once more without harm', async () => {
    await ok('create_project', { name: 'First', teams: ['ENG'] });
    await ok('create_project', { name: 'Second', teams: ['ENG'] });
    const args = { project: 'First', blocks: 'Second' };
    expect(await ok('relate_projects', args)).toMatch(/^"First" did not block → blocks "Second"\.\nhttps:/);
    expect(await ok('relate_projects', args)).toMatch(/^"First" blocks \(as before\) "Second"\./);
    const away = { ...args, remove: true };
    expect(await ok('relate_projects', away)).toMatch(/^"First" blocks → does not block "Second"\./);
    expect(await ok('relate_projects', away)).toMatch(/^"First" does not block \(as before\) "Second"\./);
  });
});

describe('a document', () => {
  test('is read in pieces that make it whole, whatever stands where it is cut', async () => {
    const content = Array.from({ length: 9000 }, (_, index) => `word${index}`).join(' \n\n');
    await ok('create_document', { team: 'ENG', title: 'In pieces', content });
    let from: number | undefined = 0;
    let read = '';
    while (from !== undefined) {
      const text: string = await ok('get_document', { document: 'In pieces', text_from: from });
      read += /<<([0-9a-f]{8}) document[^\n]*\n([\s\S]*)\n\1>>/.exec(text)?.[2] ?? '';
      const next: string | undefined = /text_from (\d+)/.exec(text)?.[1];
      from = next === undefined ? undefined : Number(next);
    }
    expect(read).toBe(content);
  });

  test('that has no text is not said to be missing', async () => {
    await ok('create_document', { team: 'ENG', title: 'Still blank' });
    expect(await ok('get_document', { document: 'Still blank' })).toMatch(/^The document is empty\.$/m);
  });
});

describe('a text that is written back as it was shown', () => {
  test('keeps its images', async () => {
    const stored = 'Before ![alt](https://a.example/i.png) and <img src="https://a.example/j.png"> after';
    await ok('create_project', { name: 'Pictures', teams: ['ENG'], content: stored });
    const shown = await ok('get_project', { project: 'Pictures' });
    const line = shown.split('\n').find((each) => each.startsWith('Before')) ?? '';
    expect(line).toBe(
      'Before [image: alt](https://a.example/i.png) and [image](https://a.example/j.png) after',
    );
    const done = await ok('update_project', { project: 'Pictures', content: `${line}\n\nMore.` });
    expect(done).toContain(`version ${versionOf(`${stored}\n\nMore.`)}`);
  });

  test('keeps what makes an emoji of several', async () => {
    const stored = 'Crew 👩🏽\u200d🚀 می\u200cخواهم ❤\ufe0f';
    await ok('create_project', { name: 'Crew 👩🏽\u200d🚀', teams: ['ENG'], content: stored });
    const shown = await ok('get_project', { project: 'Crew 👩🏽\u200d🚀' });
    expect(shown).toContain(stored);
    const edit = { op: 'replace', find: '👩🏽\u200d🚀', text: 'x' };
    const done = await ok('update_project', { project: 'Crew 👩🏽\u200d🚀', edits: edit });
    expect(done).toContain(`version ${versionOf(stored.replace('👩🏽\u200d🚀', 'x'))}`);
  });
});

describe('an image behind exclamation marks', () => {
  test.each(['!<img src="https://evil.example/a.png">', '!![a](https://evil.example/a.png)'])(
    'is a link in a title, a comment and a text: %s',
    async (image) => {
      const made = await ok('create_issue', { team: 'ENG', title: `T ${image}`, description: `d ${image}` });
      const id = /ENG-\d+/.exec(made)?.[0];
      await ok('create_comment', { issue: id, body: `c ${image}` });
      const shown = await ok('get_issue', { ids: id, include: 'comments' });
      expect(shown.match(/evil\.example/g)?.length).toBeGreaterThanOrEqual(3);
      expect(`${made}${shown}`).not.toMatch(/!\[/);
    },
  );
});

describe('a change of what is shown alike', () => {
  test('is not said to be none', async () => {
    await ok('create_project', { name: "Rename 'foo'", teams: ['ENG'] });
    expect(await ok('update_project', { project: "Rename 'foo'", name: 'Rename "foo"' })).not.toContain(
      'as before',
    );
    const id = /ENG-\d+/.exec(await ok('create_issue', { team: 'ENG', title: "Do 'x'" }))?.[0];
    expect(await ok('update_issue', { id, title: 'Do "x"' })).toContain(`title: "Do 'x'" → "Do 'x'"`);
    expect(await ok('update_issue', { id, title: 'Do "x"' })).toContain(`title: "Do 'x'" (as before)`);
  });
});

describe('a name that is shown with other marks than it has', () => {
  test('is understood as it was shown', async () => {
    await ok('create_document', { title: 'Doc "q" | x', content: 'Text.', project: 'Apollo' });
    expect(await ok('get_document', { document: `Doc 'q' | x` })).toContain('Text.');
    await ok('create_label', { name: 'a | "c"' });
    const args = { team: 'ENG', title: 'Labelled', labels: ['a ¦ "c"'] };
    expect(await ok('create_issue', args)).toContain('#a ¦ "c"');
    expect(await ok('list_issues', { team: 'ENG', label: 'a ¦ "c"' })).toContain('Labelled');
    await ok('create_project', { name: 'Plan | "B"', teams: ['ENG'] });
    expect(await ok('list_issues', { project: `Plan ¦ "B"` })).toContain('No issues match');
  });
});
