import { describe, expect, test } from 'vitest';
import { ada, identifiersIn, workspaceOf } from './support.js';

/**
 * A model gives back what it was shown. A name that cannot be shown as it is (a hidden character, an image, too long)
 * is not found by what was shown for it, and then its candidate carries its UUID, which is.
 */
const { ok, failure } = workspaceOf(ada);

const idOf = async (root: string, name: string): Promise<string> => {
  const answer = await ok('linear_graphql', {
    document: `query Q($name: String!) { ${root}(filter: { name: { eq: $name } }, first: 1) { nodes { id } } }`,
    variables: { name },
  });
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(answer)?.[0] ?? `no ${root}`;
};

async function candidateFor(tool: string, args: Record<string, unknown>, uuid: string): Promise<string> {
  const sentence = await failure(tool, args);
  const candidate = new RegExp(`"?([^",;]+ \\(${uuid}\\))`).exec(sentence)?.[1];
  expect(candidate, sentence).toBeDefined();
  return (candidate ?? '').replace(/^.*There is: /, '').trim();
}

describe.each([
  ['a blank that does not break', 'Odd\u00a0one'],
  ['an image', 'Odd ![x](https://evil.example/p)'],
  ['a tag', 'Odd <svg/onload=x>'],
  ['a hyphen that is not seen', 'Od\u00add three'],
  ['more letters than are shown', `Odd ${'long '.repeat(17)}name`],
])('a name with %s', (_what, name) => {
  test('of a state is found by its candidate: in a filter, in its opposite and in a write', async () => {
    await ok('create_state', { team: 'ENG', name, type: 'started', color: '#112233' });
    const given = await candidateFor(
      'list_issues',
      { team: 'ENG', state: 'Odd' },
      await idOf('workflowStates', name),
    );
    await ok('update_issue', { id: 'ENG-7', state: given });
    expect(identifiersIn(await ok('list_issues', { team: 'ENG', state: given }))).toEqual(['ENG-7']);
    const others = await ok('list_issues', { team: 'ENG', state: [`!${given}`], limit: 50 });
    expect(identifiersIn(others)).not.toContain('ENG-7');
  });

  test('of a label is found by its candidate: put on, filtered by, excluded, renamed', async () => {
    await ok('create_label', { team: 'ENG', name });
    const id = await idOf('issueLabels', name);
    const given = await candidateFor('list_issues', { team: 'ENG', label: 'Od' }, id);
    await ok('update_issue', { id: 'ENG-7', add_labels: [given] });
    expect(identifiersIn(await ok('list_issues', { team: 'ENG', label: given }))).toEqual(['ENG-7']);
    const others = await ok('list_issues', { team: 'ENG', label: [`!${given}`], limit: 50 });
    expect(identifiersIn(others)).not.toContain('ENG-7');
    await ok('update_issue', { id: 'ENG-7', remove_labels: [given] });
    await ok('update_label', { label: given, description: 'found' });
  });
});

test.each([
  ['project', 'Apollo', 'projects'],
  ['release', 'Robot OS 4.0', 'releases'],
])('a %s that is excluded by its UUID is excluded', async (argument, name, root) => {
  const id = await idOf(root, name);
  const all = identifiersIn(await ok('list_issues', { [argument]: name, limit: 50 }));
  expect(all.length).toBeGreaterThan(0);
  for (const given of [id, `${name} (${id})`]) {
    expect(identifiersIn(await ok('list_issues', { [argument]: given, limit: 50 }))).toEqual(all);
    const others = await ok('list_issues', { [argument]: `!${given}`, limit: 100 });
    expect(identifiersIn(others).filter((each) => all.includes(each))).toEqual([]);
  }
});

test('a state with a bar is excluded by the name that is shown for it', async () => {
  await ok('create_state', { team: 'MOB', name: 'Half|way', type: 'started', color: '#112233' });
  await ok('update_issue', { id: 'MOB-7', state: 'Half¦way' });
  expect(identifiersIn(await ok('list_issues', { team: 'MOB', state: 'Half¦way' }))).toEqual(['MOB-7']);
  const others = await ok('list_issues', { team: 'MOB', state: '!Half¦way', limit: 100 });
  expect(identifiersIn(others)).not.toContain('MOB-7');
});

test('a link whose title is not shown whole is offered by its address, and removed by it', async () => {
  const url = 'https://example.com/odd';
  await ok('add_links', { issue: 'ENG-7', links: [{ url, title: 'Odd\u00a0link' }] });
  const sentence = await failure('delete_attachment', { issue: 'ENG-7', attachment: 'Odd link' });
  expect(sentence).toContain(url);
  await ok('delete_attachment', { issue: 'ENG-7', attachment: url });
});
