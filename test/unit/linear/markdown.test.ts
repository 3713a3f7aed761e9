import { load } from 'cheerio';
import fc from 'fast-check';
import { marked } from 'marked';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { oneLine, shownText, withoutImages } from '../../../src/linear/text.js';

/** As chat clients render it, and with the HTML in it, which the careful ones leave out. */
const readers = {
  micromark: (text: string) =>
    micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  marked: (text: string) => marked.parse(text, { async: false }),
};
/** What a browser would fetch by itself: media with something that could be an address. */
const FETCHED = 'img,image,picture,source,video,audio,iframe,object,embed,input[type=image]';
const fetched = (html: string): string[] =>
  load(html)(FETCHED)
    .toArray()
    .filter((element) => Object.keys(element.attribs).length > 0 && 'attribs' in element)
    .map((element) => element.tagName);

const pieces = fc.constantFrom(
  ...[
    '![',
    '!',
    '[',
    ']',
    '(http://e.example)',
    '(',
    ')',
    ']:',
    ' http://e.example',
    '\n',
    '\n\n',
    ' ',
    'a',
    'b',
  ],
  ...[
    '`',
    '```\n',
    '\\',
    '<',
    '>',
    '> ',
    '- ',
    '1. ',
    '    ',
    '<img src="http://e.example">',
    '<img ',
    '<image/src=',
  ],
  ...[
    '<a title="',
    '">',
    '<object',
    ' data=x>',
    '<List>',
    '<Image>',
    '&lsqb;',
    '&#33;',
    '[a]: http://e.example\n',
  ],
  ...['![a]', '[b]:', '//e.example', '<http://e.example>', '|', '$', '~~~\n', '!['],
);
const text = fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(''));

describe('what is shown of texts', () => {
  it.each(Object.entries(readers))('makes %s fetch nothing, alone and beside each other', (_name, html) => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('\n', ' ', '\n\n', ' | '), (one, other, between) => {
        const shown = shownText(one) + between + shownText(other);
        expect([shown, fetched(html(shown))]).toEqual([shown, []]);
        const line = withoutImages(oneLine(one, 80));
        expect([line, fetched(html(line))]).toEqual([line, []]);
      }),
      { numRuns: 1_500, seed: 11 },
    );
  });

  it.each(Object.entries(readers))(
    'is more than nothing: as they are written, %s fetches them',
    (_name, html) => {
      for (const written of [
        '![a](http://e.example)',
        '![a]\n\n[a]: http://e.example',
        '<img src="http://e.example">',
      ])
        expect(fetched(html(written))).toEqual(['img']);
    },
  );

  it.each([
    '#![no_std]',
    'let v = vec![1, 2];',
    'println!("{}", vec![[0; 3]; 4].len())',
    '`Option<Object>` and `List<Image>`',
    'Map<Object, Source>',
    '<Video /> and <picture>',
    'arr=(!["a"])',
    'interface Bag {\n  [key: string]: number;\n}',
    'rows[0]: the first',
    'case ![x]: done',
  ])('leaves code as it is that is no image: %j', (code) => {
    expect(shownText(code)).toBe(code);
    expect(shownText(`\`\`\`\n${code}\n\`\`\``)).toContain(code);
  });

  it.each([
    ['![a](u)', '[image: a](u)'],
    ['![a][b]', '[image: a][b]'],
    ['![a] (u)', '[image: a] (u)'],
    ['![`]`](u)', '[image: `]`](u)'],
    ['![a\\](u)', '[image: a\\](u)'],
    ['![a [b](c) d](u)', '[image: a [b](c) d](u)'],
    ['[a]: https://e.example', '[a] : https://e.example'],
    ['> 1. [a]:\n> https://e.example', '> 1. [a] :\n> https://e.example'],
    ['[a]: &#104;ttps&colon;//e', '[a] : &#104;ttps&colon;//e'],
    ['<img/src=u>', '[image](u)'],
    ['<video\nsrc=u>', '&lt;video\nsrc=u>'],
    ['<object', '&lt;object'],
    ['<svg>', '&lt;svg>'],
  ])('takes the address out of what might be one: %j', (written, shown) => {
    expect(shownText(written)).toBe(shown);
  });
});
