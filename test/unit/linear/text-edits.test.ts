import { describe, expect, test } from 'vitest';
import { CallFailure } from '../../../src/errors.js';
import { editText, type TextEdit } from '../../../src/linear/texts/edits.js';
import { checkVersion, versionOf } from '../../../src/linear/texts/version.js';

const TEXT = '# Plan\n\nFirst step.\n\nSecond step.\n\n![pixel](https://evil.example/p.png)\n\nEnd.';
const edit = (...edits: TextEdit[]): string => editText(TEXT, edits);

function problem(...edits: TextEdit[]): string {
  try {
    edit(...edits);
  } catch (error) {
    if (error instanceof CallFailure && error.failure.code === 'invalid_arguments')
      return error.failure.problems.join();
    throw error;
  }
  throw new Error('was not refused');
}

describe('edits that multiply', () => {
  test('are refused before the text is made', () => {
    const more: TextEdit = { op: 'replace', find: 'e', text: 'e'.repeat(1000), all: true };
    expect(problem(more, more, more, more)).toBe(
      'edit 2 (replace): the text would become longer than 1000000 characters',
    );
    expect(edit({ op: 'replace', find: 'step', text: '$& $1', all: true })).toContain('First $& $1.');
  });
});

describe('an edit', () => {
  test.each<[string, TextEdit, string]>([
    [
      'replaces',
      { op: 'replace', find: 'First step.', text: 'A step.' },
      TEXT.replace('First step.', 'A step.'),
    ],
    ['removes', { op: 'replace', find: '\n\nSecond step.' }, TEXT.replace('\n\nSecond step.', '')],
    [
      'puts before',
      { op: 'insert_before', find: 'Second', text: 'The ' },
      TEXT.replace('Second', 'The Second'),
    ],
    [
      'puts after',
      { op: 'insert_after', find: 'First step', text: ' of all' },
      TEXT.replace('First step', 'First step of all'),
    ],
    ['prepends as a paragraph', { op: 'prepend', text: 'Note.' }, `Note.\n\n${TEXT}`],
    ['appends as a paragraph', { op: 'append', text: 'Later.' }, `${TEXT}\n\nLater.`],
    ['appends as it is when it brings its line break', { op: 'append', text: '\n- x' }, `${TEXT}\n- x`],
    [
      'replaces up to a mark',
      { op: 'replace_range', find: 'First', until: 'End.', text: 'All. ' },
      '# Plan\n\nAll. End.',
    ],
    ['replaces to the end', { op: 'replace_range', find: '\n\nSecond', text: '' }, '# Plan\n\nFirst step.'],
    [
      'replaces everywhere when told',
      { op: 'replace', find: 'step', text: 'stage', all: true },
      TEXT.replaceAll('step', 'stage'),
    ],
    [
      'takes no part of the text for a pattern',
      { op: 'replace', find: 'First step.', text: '$& $1' },
      TEXT.replace('First step.', () => '$& $1'),
    ],
    [
      'finds an image as it was shown',
      { op: 'replace', find: '[image: pixel](https://evil.example/p.png)', text: '' },
      TEXT.replace(/!\[.*\)/, ''),
    ],
  ])('%s', (_what, one, expected) => {
    expect(edit(one)).toBe(expected);
  });

  test('works on the outcome of those before it', () => {
    expect(
      edit({ op: 'replace', find: 'First', text: 'Third' }, { op: 'replace', find: 'Third step', text: 'x' }),
    ).toContain('x.');
  });

  test.each<[string, TextEdit, RegExp]>([
    [
      'that are not there',
      { op: 'replace', find: 'Third', text: '' },
      /edit 1 \(replace\): find does not stand in the text/,
    ],
    ['that are there twice', { op: 'replace', find: 'step', text: '' }, /more than once/],
    ['that overlap themselves', { op: 'insert_after', find: ' step.', text: '' }, /more than once/],
    ['that are none', { op: 'insert_before', text: 'x' }, /find is required/],
    ['that are empty', { op: 'replace', find: '', text: 'x' }, /find is required/],
    [
      'without their end',
      { op: 'replace_range', find: 'End.', until: 'First' },
      /until does not stand after find/,
    ],
  ])('refuses words %s', (_what, one, sentence) => {
    expect(problem(one)).toMatch(sentence);
  });

  test('takes all before it back when it is refused, and says which one it was', () => {
    expect(problem({ op: 'append', text: 'x' }, { op: 'replace', find: 'nothing', text: '' })).toMatch(
      /^edit 2/,
    );
  });
});

describe('a version', () => {
  test('is that of one text and no other', () => {
    expect(versionOf('a')).toMatch(/^[0-9a-f]{8}$/);
    expect(versionOf('a')).not.toBe(versionOf('b'));
    expect(versionOf(null)).toBe(versionOf(''));
  });

  test('that is old refuses; one that was not named does not', () => {
    expect(() => checkVersion('new', versionOf('old'))).toThrow(CallFailure);
    expect(() => checkVersion('new', versionOf('new').toUpperCase())).not.toThrow();
    expect(() => checkVersion('new', undefined)).not.toThrow();
  });
});
