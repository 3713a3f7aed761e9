import { expect, test } from 'vitest';
import { CallFailure } from '../../../../src/errors.js';
import { checkCursorOwner, readCursor, writeCursor } from '../../../../src/tools/text/cursor.js';

const uuid = '6f1c3f0e-1111-4222-8333-0123456789ab';
const query = { team: 'ENG', sort: 'updated' };

test.each([uuid, 'not a uuid', 'WyJ4IiwyXQ==', '横浜'])(
  'a cursor gives back %j for its own query',
  (place) => {
    const cursor = writeCursor(query, 'ada', place);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor(cursor, { ...query })).toBe(place);
    expect(() => checkCursorOwner(cursor, 'ada')).not.toThrow();
  },
);

test('a cursor is short', () => {
  expect(writeCursor(query, 'ada', uuid)).toHaveLength(33);
});

test('a cursor of another query, of another person, or of nobody is refused', () => {
  const cursor = writeCursor(query, 'ada', uuid);
  expect(() => readCursor(cursor, { ...query, team: 'MOB' })).toThrow(CallFailure);
  expect(() => checkCursorOwner(cursor, 'adam')).toThrow(CallFailure);
  for (const wrong of ['', 'x', `${cursor.slice(0, 10)}z123`, `${cursor.slice(0, 10)}uAA`, `${cursor}!`]) {
    expect(() => readCursor(wrong, query)).toThrow(CallFailure);
  }
});
