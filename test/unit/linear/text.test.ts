import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, isOrdinary, oneLine, unbroken, visible, withoutImages } from '../../../src/linear/text.js';

const tags = [...'ignore this']
  .map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0)))
  .join('');

test('nothing invisible is left of a text, and line ends become one kind', () => {
  const hidden = `a\u0000b\u0007\u001bc\u00ad\u034f\u061c\u115f\u17b4\u180e\u200b\u200d\u200e\u202e\u2066\u2060\u3164\ufe0f\ufeff\uffa0\ufffb${tags}\u{e0100}\ud800d`;
  expect(visible(hidden)).toBe('abcd');
  expect(visible('a\r\nb\rc\u2028d\u2029e\u0085f\tg\vh\fi')).toBe('a\nb\nc\nd\ne\nf\tg\nh\ni');
});

test('what the eye can see stays as it is', () => {
  const seen = '横浜 مراجعة Cafe\u0301 ß 👍🏿 🇸🇪 “quotes” <b> & | `code`';
  expect(visible(seen)).toBe(seen);
});

test('what makes an emoji or a word out of others stays, where it does that and nowhere else', () => {
  const words = '👩🏽\u200d🚀 🏳️\u200d🌈 ❤\ufe0f 1\ufe0f⃣ #\ufe0f⃣ می\u200cخواهم क्\u200dष';
  expect(visible(words)).toBe(words);
  const families = '👨‍👩‍👧‍👦 🧑🏽‍🤝‍🧑🏿 👁️‍🗨️ 🏴‍☠️ 👩🏿‍⚕️ 👮‍♂️ ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇸🇪 ☎️';
  expect(visible(families)).toBe(families);
  expect(
    visible('a\u200db 🚀\u200d\u200d🚀 🚀\ufe0f می\u200c\u200cخواهم \u200cم م\u200c x\ufe0f 1\ufe0f'),
  ).toBe('ab 🚀🚀 🚀 میخواهم م م x 1');
  expect(visible(`🏴${tags} 👍\u{e0101} 🏴\u{e0067}\u{e0062} 👩\u00ad\u200d🚀`)).toBe('🏴 👍 🏴 👩🚀');
});

test('what is cleaned once is clean: nothing comes to stand beside something else that makes it more', () => {
  const piece = fc.constantFrom(
    ...[
      '\u061c',
      '\u17b4',
      '\u200d',
      '\u200c',
      '\ufe0f',
      '\u00ad',
      '\u{e0067}',
      '\u{e007f}',
      '🏴',
      '👩',
      '❤',
      '🏽',
    ],
    ...[
      'م',
      'क',
      'a',
      '1',
      '⃣',
      '!',
      '[',
      '![',
      '<img src=u>',
      '<img ',
      '<svg',
      '>',
      '](u)',
      '\r\n',
      '\n',
      '<image ',
      '<input ',
      ' type=image',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const once = withoutImages(visible(pieces.join('')));
      expect(withoutImages(visible(once))).toBe(once);
      expect(once).not.toMatch(/!\[|<im(?:g|age)\b(?!\s*>)|<input\b[^>]* type=image/);
      // A selector before a joiner is the one pair that there is.
      expect(once.replace(/\ufe0f\u200d/g, '')).not.toMatch(
        /(?:\u200c|\u200d|\ufe0f){2}|\u061c|\u17b4|\u00ad/,
      );
    }),
    { numRuns: 5_000, seed: 7 },
  );
});

test('no code point of the properties that are taken out survives', () => {
  const classes = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
  let survivors = 0;
  for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 7) {
    const left = visible(String.fromCodePoint(code));
    if (left !== '\n' && left !== '\t' && classes.test(left)) survivors += 1;
  }
  expect(survivors).toBe(0);
});

test('one line is flat, trimmed and short, without half a character at its end', () => {
  expect(oneLine('  a \n\n b\t c ', 20)).toBe('a b c');
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(oneLine('ab😀cd', 4)).toBe('ab…');
  expect(cutAt('a😀', 2)).toBe('a');
});

test('lines are joined by a space, and blanks within one stay', () => {
  expect(unbroken('a \r\n b\rc\u2028d\u2029e\u0085\u0085f')).toBe('a b c d e f');
  expect(unbroken('a  b\tc')).toBe('a  b\tc');
});

test('every character of what is ordinary is one that cleaning leaves as it is', () => {
  let ordinary = 0;
  for (let code = 0; code <= 0xffff; code += 1) {
    const text = String.fromCharCode(code);
    if (!isOrdinary(text, 1)) continue;
    ordinary += 1;
    expect([visible(text), text.trim(), text.normalize('NFKC').trim() === '']).toEqual([text, text, false]);
  }
  expect(ordinary).toBeGreaterThan(30_000);
});

test('cleaning takes time in proportion to the length', () => {
  const started = performance.now();
  visible('\u200b'.repeat(2_000_000));
  oneLine(' '.repeat(2_000_000), 100);
  unbroken(' '.repeat(2_000_000));
  expect(performance.now() - started).toBeLessThan(2000);
});

test('what is ordinary is what every cleaning leaves as it is', () => {
  const odd = fc.constantFrom(
    ' ',
    '\u00ad',
    '\u00a0',
    '\u034f',
    '\u3164',
    'я',
    '漢',
    '…',
    '!',
    '[',
    '<',
    '\n',
    '\t',
    '\u200b',
    '\u007f',
    'é',
    'img',
    '![',
    'a',
    'Z',
    '~',
    '|',
    '"',
  );
  const texts = fc.array(fc.oneof(odd, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
  let ordinary = 0;
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 40 }), (text, max) => {
      if (!isOrdinary(text, max)) return;
      ordinary += 1;
      expect(text.length).toBeLessThanOrEqual(max);
      expect(visible(text)).toBe(text);
      expect(text.replace(/\s+/g, ' ').trim()).toBe(text);
      expect(text).not.toMatch(/!\[|</);
    }),
    { numRuns: 3_000, seed: 5 },
  );
  expect(ordinary).toBeGreaterThan(100);
  expect(
    ['Fix [login] for users', 'x', 'a | "b"', 'Größe – “x”', 'Ошибка', '横浜の 유니코드'].every((text) =>
      isOrdinary(text, 40),
    ),
  ).toBe(true);
});

test.each([
  ['<image src="https://evil.example/a.png">', '[image](https://evil.example/a.png)'],
  ['<img data-src="a" src=b>', '[image](b)'],
  [
    '<input type="image" src="https://evil.example/a.png">',
    '&lt;input type="image" src="https://evil.example/a.png">',
  ],
  ['<input <b type=image src=u>', '&lt;input <b type=image src=u>'],
  ['<input type="text">', '<input type="text">'],
])('%s is shown as %s', (written, shown) => {
  expect(withoutImages(written)).toBe(shown);
});
