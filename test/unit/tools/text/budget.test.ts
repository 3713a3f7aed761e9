import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, test } from 'vitest';
import { charactersWithin, linesWithin, tokensAtMost } from '../../../../src/tools/text/budget.js';

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function textOf(alphabet: readonly string[], length: number, next: () => number): string {
  return Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)] ?? '').join('');
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => String.fromCodePoint(from + index));
const alphabets: readonly [string, readonly string[]][] = [
  ['lower case letters', range(0x61, 0x7b)],
  ['letters of both cases', [...range(0x61, 0x7b), ...range(0x41, 0x5b)]],
  ['digits', range(0x30, 0x3a)],
  ['all of ASCII', range(0x20, 0x7f)],
  ['marks', [...'!@#$%^&*()[]{}<>|\\/~`\'";:,.?+-=_']],
  ['base64', [...range(0x61, 0x7b), ...range(0x41, 0x5b), ...range(0x30, 0x3a), '-', '_']],
  ['words of one letter', [' a', ' b', ' x', ' Z']],
  ['Greek and Cyrillic', range(0x391, 0x450)],
  ['Chinese', range(0x4e00, 0x9fa5)],
  ['Hangul', range(0xac00, 0xd7a0)],
  ['emoji', range(0x1f300, 0x1f6ff)],
  ['lines', ['\n', 'a\n', '\n\n', '- x\n', '\t']],
  ['prose', ['the ', 'issue ', 'of ', 'login ', 'screen, ', 'and. ', 'Reproduce ']],
];

describe('the estimate is never below what the tokenizer counts', () => {
  test.each(alphabets)('for %s', (_name, alphabet) => {
    const next = random(7);
    for (let round = 0; round < 40; round++) {
      const text = textOf(alphabet, 400, next);
      expect(tokensAtMost(text)).toBeGreaterThanOrEqual(encode(text).length);
    }
  });
});

test.each(alphabets)('the estimate is never above the bytes of the text, for %s', (_name, alphabet) => {
  const next = random(11);
  for (let round = 0; round < 40; round++) {
    const text = textOf([...alphabet, '\ud83d'], 300, next);
    expect(tokensAtMost(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
  }
});

test('prose is not overestimated threefold, so that answers are not cut needlessly', () => {
  const text =
    'Steps to reproduce the crash in the login screen: open the application, wait, and log in again. '.repeat(
      20,
    );
  expect(tokensAtMost(text)).toBeLessThan(encode(text).length * 3);
});

test('characters and lines are taken up to the budget and not beyond', () => {
  const text = 'some words in a row '.repeat(50);
  const length = charactersWithin(text, 100);
  expect(length).toBeGreaterThan(100);
  expect(tokensAtMost(text.slice(0, length))).toBeLessThanOrEqual(100);
  expect(charactersWithin(text, 1e9, 10)).toBe(text.length - 10);
  expect(charactersWithin(text, 10, text.length + 5)).toBe(0);
  expect(linesWithin(['one', 'two', 'three'], 4)).toEqual(['one']);
  expect(linesWithin(['one', 'two'], 1000)).toEqual(['one', 'two']);
  expect(linesWithin(['one'], 0)).toEqual([]);
});
