import { describe, expect, it } from 'vitest';
import { judgeReadiness } from '../../src/http/readiness.js';

const WELL = { isServing: true, isZoneKnown: true, isBreakerOpen: false };

describe('readiness', () => {
  it.each([
    ['a process in order', {}, 'ready', []],
    ['one that drains', { isServing: false }, 'not ready', [/draining/]],
    ['one that has never reached the zone', { isZoneKnown: false }, 'not ready', [/zone/]],
    [
      'one without the record that it must keep',
      { audit: { isFailing: true, isRequired: true } },
      'not ready',
      [/audit/],
    ],
    ['one without a record', { audit: { isFailing: true, isRequired: false } }, 'degraded', [/audit/]],
    ['one whose record is in order', { audit: { isFailing: false, isRequired: true } }, 'ready', []],
    ['one of many whose zone is down', { isBreakerOpen: true }, 'degraded', [/Keycard/]],
    [
      'one with several troubles',
      { isBreakerOpen: true, isServing: false },
      'not ready',
      [/draining/, /Keycard/],
    ],
  ])('of %s', (_, trouble, status, reasons) => {
    const verdict = judgeReadiness({ ...WELL, ...trouble });
    expect(verdict.status).toBe(status);
    expect(verdict.reasons).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
  });
});
