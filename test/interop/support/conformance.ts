import type { NotApplicable } from './not-applicable.js';
import type { SuiteRun } from './suite.js';

export interface Counted {
  /** Scenarios in which something was tried that applies here, and the checks that passed in them. */
  scenarios: number;
  checks: number;
  /** Scenarios, and single checks of others, that are listed with a reason. */
  notApplicable: number;
}

/** What the README shows; the suite is held to it, so that nothing is lost without notice. */
export const expectedCounts: Readonly<Record<string, Counted>> = {
  '2026-07-28': { scenarios: 23, checks: 95, notApplicable: 30 },
  '2025-11-25': { scenarios: 19, checks: 44, notApplicable: 15 },
  'authorization server': { scenarios: 2, checks: 3, notApplicable: 0 },
};

export function counted({ scenarios }: SuiteRun, listed: NotApplicable, empty: NotApplicable): Counted {
  const tried = Object.entries(scenarios).filter(([name]) => !(name in listed) && !(name in empty));
  return {
    scenarios: tried.length,
    checks: tried.reduce((sum, [, { passed }]) => sum + passed, 0),
    notApplicable: Object.keys({ ...listed, ...empty }).length,
  };
}

/** Where the run and the list disagree: what did not pass and is not listed, what is listed and did pass. */
export function disagreements({ scenarios }: SuiteRun, listed: NotApplicable, empty: NotApplicable) {
  const failed = Object.entries(scenarios).flatMap(([scenario, { notPassed }]) =>
    notPassed.map((check) => ({ scenario, check, id: `${scenario}:${check.split(': ')[0]}` })),
  );
  const names = new Set(failed.flatMap(({ scenario, id }) => [scenario, id]));
  const triedNothing = Object.entries(scenarios)
    .filter(([, { passed, notPassed }]) => passed + notPassed.length === 0)
    .map(([name]) => name);
  return {
    notListed: failed.filter(({ scenario, id }) => !(scenario in listed) && !(id in listed)),
    passedAfterAll: Object.keys(listed).filter((name) => !names.has(name)),
    triedNothing: triedNothing.filter((name) => !(name in empty)),
    unknown: Object.keys(empty).filter((name) => !(name in scenarios)),
  };
}

/** The README's table. */
export function countRows(): string[][] {
  return Object.entries(expectedCounts).map(([name, { scenarios, checks, notApplicable }]) => [
    name,
    String(scenarios),
    String(checks),
    String(notApplicable),
  ]);
}
