import { isMe } from '../../names/given.js';
import { cycleKind, type TeamNode, teamKind } from '../../names/kinds.js';
import {
  type LabelsFound,
  type LabelVariables,
  labelLookup,
  labelVariables,
  lookups,
  type PeopleFound,
  type PeopleVariables,
  type Person,
  type ProjectsFound,
  type ProjectVariables,
  peopleLookup,
  peopleVariables,
  projectLookup,
  projectVariables,
} from '../../names/lookups.js';
import { oneNamed } from '../../names/resolving.js';
import {
  TEMPLATE_FIELD,
  TEMPLATE_PARAMETER,
  type TemplatesFound,
  type TemplateVariables,
} from '../../names/templates.js';
import type { Listed } from '../../rows.js';
import {
  type MilestonesFound,
  type MilestoneVariables,
  milestoneLookup,
  milestoneVariables,
} from '../finding/milestones.js';
import type { IssueFields } from './fields.js';
import { TEAM_PARTS, TEAM_PARTS_PARAMETERS, type TeamPartsVariables, type TeamWithParts } from './state.js';

/** What a write needs to know before it: every name in it, in one look-up. */
export type FieldVariables = TeamPartsVariables &
  LabelVariables &
  PeopleVariables &
  ProjectVariables &
  MilestoneVariables &
  TemplateVariables;

export type FieldsFound = { viewer: Pick<Person, 'id' | 'name' | 'app'> } & LabelsFound &
  PeopleFound &
  ProjectsFound &
  MilestonesFound &
  TemplatesFound;

const text = lookups(labelLookup, peopleLookup, projectLookup, milestoneLookup);
export const lookupParameters = [TEAM_PARTS_PARAMETERS, text.parameters, TEMPLATE_PARAMETER].join(', ');
export const lookupFields = `viewer { id name app } ${text.fields}
    ${TEMPLATE_FIELD}`;
export const lookupFragments = TEAM_PARTS + text.fragments;

/** The names in one write or in many, once each. */
export function fieldVariables(
  all: readonly IssueFields[],
  more: { labels: readonly string[]; people?: readonly string[]; template?: string | undefined },
): FieldVariables {
  const cycles = distinct(all.map(({ cycle }) => cycle));
  const people = distinct([
    ...all.flatMap(({ assignee, delegate }) => [assignee, delegate]),
    ...(more.people ?? []),
  ]);
  const askState = all.some(({ state }) => state !== undefined);
  return {
    askState,
    stateSize: askState ? 50 : 1,
    askCycle: cycles.length > 0,
    cycleSize: cycles.length > 0 ? 8 : 1,
    ...(cycles.length > 0 && {
      cycle: { or: cycles.map(cycleKind.exact) },
      cycleNear: cycleKind.near(''),
    }),
    ...labelVariables(distinct(more.labels)),
    ...peopleVariables(
      people.filter((given) => !isMe(given)).map((given) => ({ argument: 'person', given })),
    ),
    ...projectVariables(distinct(all.map(({ project }) => project))),
    ...milestoneVariables(distinct(all.map(({ milestone }) => milestone))),
    askTemplate: more.template !== undefined,
  };
}

function distinct(given: readonly (string | null | undefined)[]): string[] {
  return [...new Set(given.flatMap((name) => (name == null ? [] : [name.trim()])))];
}

/** The one team of that name, with its parts. */
export function teamNamed(
  given: string,
  data: { teams?: Listed<TeamWithParts>; teamsNear?: Listed<TeamNode> },
): TeamWithParts {
  const found = { exact: data.teams?.nodes ?? [], near: data.teamsNear?.nodes ?? [] };
  return oneNamed(teamKind, { argument: 'team', given }, found);
}
