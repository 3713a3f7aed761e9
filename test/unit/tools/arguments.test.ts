import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CallFailure } from '../../../src/errors.js';
import { parseArguments } from '../../../src/tools/arguments/parsing.js';
import { catalogue } from '../../../src/tools/catalogue.js';
import { day, listOf, longText, name, names, priority, since, words } from '../../../src/tools/fields.js';

const schema = z.strictObject({
  title: name('x'),
  due_date: day('x').optional(),
  labels: names('x', { max: 3 }).optional(),
  include: words(['states', 'labels'], 'x').optional(),
  priority: priority().optional(),
  updated_since: since('x').optional(),
  limit: z.int().min(1).max(250).default(50),
  body: longText('x').optional(),
  project: name('x').nullable().optional(),
});

function problemsOf(args: unknown, of: z.ZodObject = schema): readonly string[] {
  try {
    parseArguments(of, args);
  } catch (error) {
    if (error instanceof CallFailure && error.failure.code === 'invalid_arguments')
      return error.failure.problems;
    throw error;
  }
  return [];
}

describe('arguments that are right', () => {
  test('come out typed, trimmed and with their defaults', () => {
    const args = {
      title: ' a ',
      labels: 'Bug',
      priority: 'High',
      include: 'states',
      updated_since: 'p7d',
      project: null,
    };
    expect(parseArguments(schema, args)).toEqual({
      title: 'a',
      labels: ['Bug'],
      priority: 'high',
      include: ['states'],
      updated_since: '-P7D',
      limit: 50,
      project: null,
    });
    expect(parseArguments(schema, { title: 'a', priority: 0 })).toMatchObject({ priority: 'none' });
    expect(parseArguments(schema, { title: 'a', priority: '4' })).toMatchObject({ priority: 'low' });
  });

  test('may be absent altogether when nothing is required', () => {
    const empty = z.strictObject({});
    for (const args of [undefined, null, {}]) expect(parseArguments(empty, args)).toEqual({});
  });
});

describe('arguments that only are of another JSON type, or case', () => {
  const more = schema.extend({
    relation: z.enum(['blocks', 'blocked_by']).optional(),
    remove: z.boolean().default(false),
    links: z.array(z.strictObject({ count: z.int() })).optional(),
  });

  test('are taken for what they say', () => {
    const args = { title: 'a', limit: '3', remove: 'TRUE', relation: ' Blocked_By', links: [{ count: '7' }] };
    expect(parseArguments(more, args)).toMatchObject({
      limit: 3,
      remove: true,
      relation: 'blocked_by',
      links: [{ count: 7 }],
    });
    expect(parseArguments(more, { title: 'a', include: 'States' }).include).toEqual(['states']);
    expect(parseArguments(more, { title: 'a', include: ['labels', 'STATES'] }).include).toEqual([
      'labels',
      'states',
    ]);
    expect(args.limit).toBe('3');
  });

  test.each([
    [{ limit: '3.5' }, 'limit must be a number, not "3.5"'],
    [{ limit: '1e2' }, 'limit must be a number, not "1e2"'],
    [{ limit: '' }, 'limit must be a number, not ""'],
    [{ limit: '900' }, 'limit must be at most 250, not "900"'],
    [{ remove: 'yes' }, 'remove must be true or false, not "yes"'],
    [{ relation: 'blocking' }, 'relation must be one of blocks, blocked_by, not "blocking"'],
    [{ links: '[{"count":1}]' }, 'links must be a list, not "[{\\"count\\":1}]"'],
    [{ limit: null }, 'limit must be a number, not null: leave it out instead'],
    [{ labels: null }, 'labels must be a list, not null: leave it out instead'],
    [{ labels: ['Bug', null] }, 'labels, entry 2 must be a string, not null'],
  ])('but %j is refused', (args, problem) => {
    expect(problemsOf({ title: 'a', ...args }, more)).toEqual([problem]);
  });
});

describe('arguments that are wrong', () => {
  test.each([
    [{}, ['title is required']],
    [{ title: '   ' }, ['title must not be empty']],
    [{ title: 7 }, ['title must be a string, not 7']],
    [{ title: null }, ['title must be a string, not null']],
    [{ title: 'x'.repeat(201) }, ['title must be at most 200 characters long']],
    [{ title: 'a', limit: 'five' }, ['limit must be a number, not "five"']],
    [{ title: 'a', limit: 0 }, ['limit must be at least 1, not 0']],
    [{ title: 'a', limit: 251 }, ['limit must be at most 250, not 251']],
    [{ title: 'a', limit: 1.5 }, ['limit must be a whole number, not 1.5']],
    [{ title: 'a', due_date: '2027-02-30' }, ['due_date must be a date such as 2026-03-31']],
    [{ title: 'a', due_date: 'tomorrow' }, ['due_date must be a date such as 2026-03-31']],
    [{ title: 'a', labels: [] }, ['labels must not be an empty list']],
    [{ title: 'a', labels: ['a', 'b', 'c', 'd'] }, ['labels must have at most 3 entries']],
    [{ title: 'a', labels: ['a', ''] }, ['labels, entry 2 must not be empty']],
    [{ title: 'a', labels: { a: 1 } }, ['labels must be a string, not an object']],
    [{ title: 'a', include: ['stats'] }, ['include, entry 1 must be one of states, labels, not "stats"']],
    [{ title: 'a', priority: 9 }, ['priority must be one of none, urgent, high, medium, low, not 9']],
    [
      { title: 'a', updated_since: 'last week' },
      [expect.stringContaining('updated_since must be a date such as')],
    ],
    [{ title: 'a', body: 'x'.repeat(100_001) }, ['body must be at most 100000 characters long']],
  ])('are named in plain words', (args, problems) => {
    expect(problemsOf(args)).toEqual(problems);
  });

  test.each([
    ['titel', 'title'],
    ['dueDate', 'due_date'],
    ['due-date', 'due_date'],
    ['Label', 'labels'],
    ['due', 'due_date'],
    ['project_name', 'project'],
    ['updatedSince', 'updated_since'],
  ])('and an unknown key %s is answered with %s', (key, nearest) => {
    const [first, last] = problemsOf({ title: 'a', [key]: 1 });
    expect(first).toBe(`there is no argument "${key}" (did you mean ${nearest}?)`);
    expect(last).toContain('the arguments are title, due_date, labels');
  });

  test('and a key that is like none is answered with all of them', () => {
    expect(problemsOf({ title: 'a', zzzzzz: 1 })[0]).toBe('there is no argument "zzzzzz"');
    expect(problemsOf({ x: 1 }, z.strictObject({}))).toEqual([
      'there is no argument "x"',
      'this tool takes none',
    ]);
  });

  test('and an unknown key within an argument is answered with what that takes', () => {
    const edit = z.strictObject({ op: z.enum(['append', 'prepend']), text: z.string().optional() });
    const nested = z.strictObject({ id: name('x'), edits: listOf(edit).optional() });
    expect(
      problemsOf({ id: 'a', edits: [{ op: 'append' }, { op: 'append', txt: 'x', zzzzz: 1 }] }, nested),
    ).toEqual([
      'edits, entry 2 has no "txt" (did you mean text?)',
      'edits, entry 2 has no "zzzzz"',
      'it takes op, text',
    ]);
    expect(problemsOf({ id: 'a', edits: { op: 'append', txt: 'x' } }, nested)[0]).toBe(
      'edits has no "txt" (did you mean text?)',
    );
  });

  test('and the key __proto__ is not lost', () => {
    const args: unknown = JSON.parse('{"title": "a", "__proto__": {"admin": true}}');
    expect(problemsOf(args)[0]).toBe('there is no argument "__proto__"');
  });

  test.each([
    ['text', '"text"'],
    [[1], 'a list'],
    [7, '7'],
    [true, 'true'],
  ])('and %j is no object', (args, shown) => {
    expect(problemsOf(args)).toEqual([`the arguments must be a JSON object, not ${shown}`]);
  });

  test('and there are never more than eight problems and a count', () => {
    const args = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, index]));
    const problems = problemsOf({ ...args, title: 1, limit: 'x', labels: 1, include: 2, priority: 'x' });
    expect(problems.length).toBeLessThanOrEqual(9);
    expect(problems.at(-1)).toMatch(/^and \d+ more$/);
  });

  test('and a value is repeated only up to sixty visible characters', () => {
    const [problem = ''] = problemsOf({ title: 'a', priority: `\u202e\n${'y'.repeat(5000)}` });
    expect(problem.length).toBeLessThan(160);
    expect(problem).not.toMatch(/[\u202e\n]/);
  });
});

describe.each(catalogue.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  test('survives arguments of every kind without an error of ours', () => {
    const odd: unknown[] = [
      null,
      '',
      'x',
      0,
      -1,
      1.5,
      true,
      [],
      [[]],
      {},
      { a: 1 },
      'x'.repeat(300),
      Number.NaN,
    ];
    for (const key of [...Object.keys(tool.input.shape), 'unknown']) {
      for (const value of odd) {
        try {
          parseArguments(tool.input, { [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(CallFailure);
        }
      }
    }
  });
});
