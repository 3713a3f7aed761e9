import { describe, expect, test } from 'vitest';
import { issueReference } from '../../../../src/linear/names/given.js';
import { cycleKind, labelKind, stateKind, teamKind, userKind } from '../../../../src/linear/names/kinds.js';
import { projectKind } from '../../../../src/linear/names/things.js';

const uuid = '6f1c3f0e-1111-4222-8333-0123456789ab';
const team = { id: '1', key: 'ENG', name: 'Engineering' };
const ada = { id: '1', name: 'Ada Lindqvist', displayName: 'ada.l', email: 'ada@lumen.example' };
const project = { id: '1', name: 'Apollo Mobile', slugId: '0a1b2c3d4e5f' };

describe('an issue is named', () => {
  test.each([
    ['ENG-123', 'ENG-123'],
    [' eng-123 ', 'ENG-123'],
    [uuid.toUpperCase(), uuid],
    ['https://linear.app/lumen/issue/ENG-123/some-title', 'ENG-123'],
    ['https://linear.app/lumen/issue/eng-123', 'ENG-123'],
    ['https://linear.app/lumen/issue/ENG-123#comment-1a2b3c4d', 'ENG-123'],
  ])('%s as %s', (given, reference) => expect(issueReference(given)).toBe(reference));

  test.each([
    '',
    'ENG',
    '123',
    'ENG-',
    'ENG-12x',
    'ENG-1"}',
    '../ENG-1',
    'https://linear.app/lumen/project/x',
    `${'A'.repeat(30)}-1`,
  ])('not by %j', (given) => expect(issueReference(given)).toBeUndefined());
});

describe('a team is named', () => {
  test.each(['ENG', 'eng', ' Engineering ', 'ENGINEERING', 'ENG (Engineering)'])('by %j', (given) =>
    expect(teamKind.fits(team, given)).toBe(true),
  );
  test.each(['EN', 'Engineer', 'OPS (Engineering)'])('not by %j', (given) =>
    expect(teamKind.fits(team, given)).toBe(false),
  );
  test('as its candidate is written', () => expect(teamKind.fits(team, teamKind.written(team))).toBe(true));
});

describe('a person is named', () => {
  test.each(['Ada Lindqvist', 'ada', '@ada.l', 'ADA@lumen.example', 'Ada Lindqvist (ada@lumen.example)'])(
    'by %j',
    (given) => expect(userKind.fits(ada, given)).toBe(true),
  );
  test.each(['Ad', 'Lindqvist', 'Ada Lindqvist (adam@lumen.example)x', 'ada@lumen'])('not by %j', (given) =>
    expect(userKind.fits(ada, given)).toBe(false),
  );
  test('as the candidate is written, also when the name holds brackets', () => {
    const kenji = { ...ada, name: 'Kenji (渡辺)', email: 'kenji@lumen.example' };
    expect(userKind.fits(kenji, userKind.written(kenji))).toBe(true);
    expect(userKind.fits(ada, userKind.written(kenji))).toBe(false);
  });
});

describe('a project is named', () => {
  test.each([
    'apollo mobile',
    '0a1b2c3d4e5f',
    'apollo-mobile-0a1b2c3d4e5f',
    'https://linear.app/lumen/project/apollo-mobile-0a1b2c3d4e5f/overview',
    'Apollo Mobile (0a1b2c3d4e5f)',
  ])('by %j', (given) => expect(projectKind.fits(project, given)).toBe(true));
  test.each(['Apollo', 'apollo-mobile', 'https://linear.app/lumen/project/other-1a1b2c3d4e5f'])(
    'not by %j',
    (given) => expect(projectKind.fits(project, given)).toBe(false),
  );
});

describe('a label is named', () => {
  const firmware = { id: '1', name: 'Firmware', parent: { name: 'Area' } };
  const uiux = { id: '2', name: 'UI/UX', parent: null };
  test.each(['firmware', 'Area/Firmware', 'area -> firmware', 'Area->Firmware', 'Area'])('by %j', (given) =>
    expect(labelKind.fits(firmware, given)).toBe(true),
  );
  test('with a slash in its own name', () => {
    expect(labelKind.fits(uiux, 'ui/ux')).toBe(true);
    expect(labelKind.fits({ id: '3', name: 'UI/UX', parent: { name: 'Kind' } }, 'Kind/UI/UX')).toBe(true);
  });
  test.each(['Area/Docking', 'Type/Firmware', 'Firm'])('not by %j', (given) =>
    expect(labelKind.fits(firmware, given)).toBe(false),
  );
});

describe('a state is named', () => {
  const review = { id: '1', name: 'In Review', type: 'started' };
  test.each(['in review', 'started', ' Started '])('by %j', (given) =>
    expect(stateKind.fits(review, given)).toBe(true),
  );
  test.each(['review', 'completed'])('not by %j', (given) =>
    expect(stateKind.fits(review, given)).toBe(false),
  );
});

describe('a cycle is named', () => {
  const cycle = { id: '1', number: 41, name: 'Docking', isActive: true, isNext: false, isPrevious: false };
  test.each(['current', '41', 'docking', ' Current '])('by %j', (given) =>
    expect(cycleKind.fits(cycle, given)).toBe(true),
  );
  test.each(['next', 'previous', '4', ''])('not by %j', (given) =>
    expect(cycleKind.fits(cycle, given)).toBe(false),
  );
});
