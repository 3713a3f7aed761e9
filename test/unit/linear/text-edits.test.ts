import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallFailure } from '../../../src/errors.js';
import { visible, withoutImages } from '../../../src/linear/text.js';
import { editText, type TextEdit } from '../../../src/linear/texts/edits.js';
import { asStored, placesOf } from '../../../src/linear/texts/shown.js';
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
    ['removes', { op: 'replace', find: '\n\nSecond step.', text: '' }, TEXT.replace('\n\nSecond step.', '')],
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
    [
      'replaces to the end when told',
      { op: 'replace_range', find: '\n\nSecond', until: '', text: '' },
      '# Plan\n\nFirst step.',
    ],
    [
      'takes what is empty for what is not given',
      { op: 'append', find: '', until: '', text: '\nx' },
      `${TEXT}\nx`,
    ],
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
      { op: 'replace_range', find: 'End.', until: 'First', text: '' },
      /until does not stand after find/,
    ],
    [
      'without a word about the end',
      { op: 'replace_range', find: 'First', text: '' },
      /until is required, empty for the end of the text/,
    ],
    ['that it does not look for', { op: 'append', find: 'First', text: 'x' }, /\(append\): it takes no find/],
    [
      'up to which it does not go',
      { op: 'replace', find: 'First', until: 'End', text: '' },
      /takes no until/,
    ],
    [
      'everywhere when it means one',
      { op: 'insert_after', find: 'First', all: true, text: '' },
      /takes no all/,
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

/** What is stored, what is found as it was shown, and what comes of it. */
const SHOWN: readonly [string, string, string, string, string][] = [
  ['line ends of another kind', 'alpha\r\nbeta\r\ngamma', 'alpha\nbeta', 'x', 'x\r\ngamma'],
  ['a soft hyphen', 'Donau\u00addampf fährt', 'Donaudampf', 'Schiff', 'Schiff fährt'],
  ['hidden characters between others', 'a\u200b\u200bb c', 'ab', 'x', 'x c'],
  [
    'a tag',
    'See <img src="https://a.example/i.png"> here',
    '[image](https://a.example/i.png)',
    'it',
    'See it here',
  ],
  ['half of a tag', '<video src=x> ends', 'video src=x>', '', '< ends'],
  ['an image parted by what is hidden', 'a !\u200b[pic](u) b', '[image: pic](u)', '', 'a  b'],
  ['something beside what is hidden', 'a\u200b end', ' end', '', 'a\u200b'],
];

describe('words as a text was shown', () => {
  test.each(SHOWN)('find %s', (_what, text, find, put, expected) => {
    expect(editText(text, [{ op: 'replace', find, text: put }])).toBe(expected);
    expect(editText(text, [{ op: 'replace', find, text: put, all: true }])).toBe(expected);
  });

  test('do not find half of what is shown for one thing', () => {
    const text = 'See <img src="https://a.example/i.png"> here';
    expect(() => editText(text, [{ op: 'replace', find: 'See [image', text: '' }])).toThrow(CallFailure);
    expect(() => editText(text, [{ op: 'replace', find: 'i.png) here', text: '' }])).toThrow(CallFailure);
  });

  test('are all that are shown so, however they are written', () => {
    const edit = { op: 'replace', find: 'ab', text: 'x' } as const;
    expect(() => editText('a\u200bb ab', [edit])).toThrow(CallFailure);
    expect(() => editText('![a](u) [image: a](u)', [{ ...edit, find: '[image: a](u)' }])).toThrow(
      CallFailure,
    );
    expect(editText('a\u200bb ab', [{ ...edit, all: true }])).toBe('x x');
    expect(editText('a\r\nb\r\nc', [{ op: 'replace', find: '\n', text: ' ', all: true }])).toBe('a b c');
  });

  test('are looked for as written only in a text that is very long, which is said', () => {
    const long = `a\r\nb${'c'.repeat(100_000)}`;
    expect(editText(long, [{ op: 'replace', find: 'bc', text: 'b' }])).toHaveLength(long.length - 1);
    try {
      editText(long, [{ op: 'replace', find: 'a\nb', text: '' }]);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        failure: { problems: [expect.stringMatching(/take words of one line/)] },
      });
    }
  });

  test('end a range at the first of them', () => {
    const text = 'Start\nold\nE\u00adnd\nimportant\nEnd.';
    expect(editText(text, [{ op: 'replace_range', find: 'Start', until: 'End', text: 'S\n' }])).toBe(
      'S\nE\u00adnd\nimportant\nEnd.',
    );
  });

  test('are looked for in time that grows with the text, and so are images', () => {
    const started = performance.now();
    const many = 'a'.repeat(90_000);
    expect(() => editText(many, [{ op: 'replace', find: many.slice(40_000), text: '' }])).toThrow(
      CallFailure,
    );
    editText('<img >'.repeat(16_600), [{ op: 'append', text: '[image](x)'.repeat(10_000) }]);
    asStored('[image: ](x)'.repeat(8_000), '![](x'.repeat(16_000));
    asStored('[image: ](x)'.repeat(8_000), '![](x)'.repeat(16_000));
    asStored('[image](['.repeat(10_000), '![['.repeat(30_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('are looked for as they are written where nearly everything is shown otherwise, and in no time', () => {
    const marks = Array.from({ length: 50 }, (_, index) => `Q${index}Z`);
    const edits = marks.map<TextEdit>((find) => ({ op: 'replace', find, text: '[image: a](b) &lt;img' }));
    const started = performance.now();
    for (const odd of [
      '![',
      'a\u200b',
      '\r',
      '<img src=a>',
      '![a](b)',
      '<input ',
      '\u2764\u200d',
      '\u00ad',
    ]) {
      const many = odd.repeat(Math.floor(98_000 / odd.length));
      expect(editText(many + marks.join(' '), edits)).not.toMatch(/Q\d+Z/);
      const few = (odd + 'x'.repeat(32)).repeat(900);
      expect(editText(few + marks.join(' '), edits)).not.toMatch(/Q\d+Z/);
    }
    const everywhere: TextEdit = { op: 'replace', find: 'a', text: 'b', all: true };
    expect(() => editText('a'.repeat(98_000), [everywhere])).toThrow(CallFailure);
    // A minute, when each edit looked at all of it.
    expect(performance.now() - started).toBeLessThan(18_000);
  });

  test('are found in any text, and change what is shown as they say', () => {
    const piece = fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '\u200b', '![', '](u)', '<img src="u">', 'é');
    const texts = fc.array(piece, { minLength: 1, maxLength: 12 });
    let found = 0;
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (pieces, at, size) => {
        const text = pieces.join('');
        const shown = withoutImages(visible(text));
        const find = shown.slice(at % shown.length).slice(0, 1 + (size % 8));
        if (find === '' || text.includes(find)) return;
        for (const { from, to } of placesOf(text, find)) {
          const changed = withoutImages(visible(`${text.slice(0, from)}Ω${text.slice(to)}`));
          // Half of an image may be none, and is shown as it is.
          expect(withoutImages(changed.replace('Ω', () => find))).toBe(shown);
          found += 1;
        }
      }),
      { numRuns: 3_000, seed: 3 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

describe('an item of a list', () => {
  test.each([
    ['- one\n- two', '- three', '- one\n- two\n- three'],
    ['Text\n1. one', '2. two', 'Text\n1. one\n2. two'],
    ['- [ ] one', '- [x] two', '- [ ] one\n- [x] two'],
    ['- one', 'Text', '- one\n\nText'],
    ['Text', '- one', 'Text\n\n- one'],
  ])('that is appended to %j goes on with the list', (text, put, expected) => {
    expect(editText(text, [{ op: 'append', text: put }])).toBe(expected);
  });
});

describe('an image shown as a link', () => {
  const present =
    'Before ![alt](https://a.example/i.png) and <img alt="x" src="https://a.example/j.png"> after';
  test('is an image again when the text is written back', () => {
    const given = 'New. [image](https://a.example/j.png) and [image: alt](https://a.example/i.png)';
    expect(asStored(given, present)).toBe(
      'New. <img alt="x" src="https://a.example/j.png"> and ![alt](https://a.example/i.png)',
    );
    expect(editText(present, [{ op: 'append', text: '[image: alt](https://a.example/i.png)' }])).toMatch(
      /!\[alt\]\(https:\/\/a\.example\/i\.png\)$/,
    );
  });

  test('is the one of its turn when several have one address, and keeps its title', () => {
    const two = '<img src="u" alt=one> <img src="u" alt=two> ![a](v "title")';
    expect(asStored('[image](u) [image](u) [image: a](v "title")', two)).toBe(two);
  });

  test('and code that is shown as one, is code again', () => {
    const code =
      '#![allow(x)]\nlet v = vec![1,2]; let m: Map<object>;\n![r][ref] <svg> <object data=x>\n[r]: http://e';
    const shown = withoutImages(code);
    expect(shown).toContain('Map<object>;\n[image: r][ref] &lt;svg> &lt;object data=x>\n[r] : http');
    expect(asStored(`${shown}\nMore.`, code)).toBe(`${code}\nMore.`);
    expect(asStored('&lt;svg> [a] : b', 'has &lt;svg>, <svg>, [a] : b and [a]: b')).toBe('&lt;svg> [a] : b');
    // What is shown as it is written means itself.
    expect(asStored('as &lt;div>', 'has <div>')).toBe('as &lt;div>');
  });

  test('stays a link when no such image was there', () => {
    const given = '[image: alt](https://other.example/i.png) [image](https://a.example/i.png)';
    expect(asStored(given, present)).toBe(given);
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
