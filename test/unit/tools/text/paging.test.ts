import { describe, expect, test } from 'vitest';
import { placeOf, turned } from '../../../../src/tools/text/paging.js';

const QUERY = { team: 'ENG' };
const LINES = Array.from({ length: 5 }, (_, n) => `row ${n} ${'x'.repeat(200)}`);
const page = { rows: LINES, viewerId: 'ada', endCursor: 'linear-2' };
const turn = (cursor: string | undefined, tokens: number) =>
  turned(page, LINES, { place: placeOf(cursor, QUERY), query: QUERY, tokens });

describe('a page that an answer has no room for', () => {
  test.each([0, 1, 70, 150, 10_000])(
    'is read whole in pieces, each row once, with room for %i tokens',
    (tokens) => {
      const read: string[] = [];
      let cursor: string | undefined;
      for (let turns = 0; turns < LINES.length; turns += 1) {
        const { shown, next } = turn(cursor, tokens);
        read.push(...shown);
        cursor = next;
        if (cursor === undefined || placeOf(cursor, QUERY).after === 'linear-2') break;
      }
      expect(read).toEqual(LINES);
      expect(placeOf(cursor, QUERY)).toMatchObject({ after: 'linear-2', shownLast: undefined });
    },
  );
});
