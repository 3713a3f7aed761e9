import { fail } from '../../errors.js';
import { cleanName } from './comparing.js';
import { type CycleNode, cycleKind, labelKind, stateKind, teamKind, userKind } from './kinds.js';
import {
  type CyclesFound,
  type LabelsFound,
  listOf,
  type Names,
  type PeopleFound,
  type ProjectsFound,
  pair,
  type StatesFound,
  type TeamsFound,
} from './lookups.js';
import { allNamed, oneNamed } from './resolving.js';
import { projectKind } from './things.js';

/**
 * Makes sure that every name in a filter means something, and one thing where it has to; fails otherwise.
 *
 * States, labels and cycles of one name in several teams are all meant; teams, people and projects are one each.
 */
export function verifyNames(
  names: Names,
  found: TeamsFound & StatesFound & LabelsFound & PeopleFound & ProjectsFound & CyclesFound,
): void {
  for (const given of listOf(names.team)) {
    oneNamed(teamKind, { argument: 'team', given }, pair(found.teams, found.teamsNear));
  }
  for (const given of names.states ?? []) {
    allNamed(stateKind, { argument: 'state', given }, pair(found.states, found.statesNear));
  }
  for (const given of names.labels ?? []) {
    allNamed(labelKind, { argument: 'label', given }, pair(found.labels, found.labelsNear));
  }
  for (const asked of names.people ?? []) oneNamed(userKind, asked, pair(found.users, found.usersNear));
  for (const given of listOf(names.project)) {
    oneNamed(projectKind, { argument: 'project', given }, pair(found.projects, found.projectsNear));
  }
  for (const given of listOf(names.cycle)) {
    const cycles = pair<CycleNode>(found.cycles, found.cyclesNear);
    if (cycles.exact.length + cycles.near.length === 0) noCycles(names.team);
    allNamed(cycleKind, { argument: 'cycle', given }, cycles);
  }
}

/** Not that cycle, but none at all: then it is not its name that is wrong. */
function noCycles(teams: Names['team']): never {
  const whose = listOf(teams).map(cleanName).join(', ');
  const problem = `no cycle${whose === '' ? '' : ` of ${whose}`} is near today, and there may be none (list_cycles shows all): leave cycle out`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}
