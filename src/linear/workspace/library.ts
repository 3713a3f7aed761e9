import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { teamKind } from '../names/kinds.js';
import { allOf, when } from '../names/meanings.js';
import { oneNamed } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { skillKind, type ThingNode, templateKind } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Listed, Named, Paged } from '../rows.js';

export type TemplateDetail = ThingNode & {
  readonly type: string;
  readonly description?: string | null;
  readonly content?: string | null;
  readonly templateData?: unknown;
  readonly team?: Pick<L.Team, 'key'> | null;
};
export interface TemplateQuery {
  readonly team?: string | undefined;
  readonly type?: string | undefined;
}

const names = nameSlots({ team: sources.teams });
const row = 'id name type description team { key }';

export const LIST_TEMPLATES = operation<
  Viewed & { organization: { templates: Paged<TemplateDetail> } } & NamesFound,
  { filter: L.NullableTemplateFilter; first: number } & NameVariables
>(`
  query ListTemplates($filter: NullableTemplateFilter, $first: Int!, $after: String, ${names.parameters}) {
    viewer { id }
    organization {
      templates(filter: $filter, first: $first, after: $after) {
        nodes { ${row} }
        pageInfo { hasNextPage endCursor }
      }
    }
    ${names.fields}
  }`);

export async function listTemplates(
  linear: Linear,
  { team, type }: TemplateQuery,
  page: PageRequest,
): Promise<Page<TemplateDetail>> {
  const filter = allOf<L.NullableTemplateFilter>([
    when(team, (given) => ({ team: { or: [teamKind.exact(given), { null: true }] } })),
    when(type, (word) => ({ type: { eq: word } })),
  ]);
  const data = await linear.query(LIST_TEMPLATES, {
    filter,
    ...pageVariables(page),
    ...names.variables({ team }),
  });
  names.verify(data, { team });
  return pageOf(data, data.organization.templates);
}

type Templates = { organization: { exact: Listed<TemplateDetail>; near: Listed<ThingNode> } };
export const GET_TEMPLATE = operation<
  Templates,
  { exact: L.NullableTemplateFilter; near: L.NullableTemplateFilter }
>(`
  query GetTemplate($exact: NullableTemplateFilter, $near: NullableTemplateFilter) {
    organization {
      exact: templates(filter: $exact, first: 3) { nodes { ${row} content templateData } }
      near: templates(filter: $near, first: 12) { nodes { id name } }
    }
  }`);

export async function getTemplate(linear: Linear, given: string): Promise<TemplateDetail> {
  const asked = { exact: templateKind.exact(given), near: templateKind.near(given) };
  const { organization } = await linear.query(GET_TEMPLATE, asked);
  const found = { exact: organization.exact.nodes, near: organization.near.nodes };
  return oneNamed<ThingNode, TemplateDetail>(templateKind, { argument: 'template', given }, found);
}

export type SkillRow = ThingNode & {
  readonly description?: string | null;
  readonly body?: string;
  readonly shared: boolean;
  readonly owner: Named;
};

export const LIST_SKILLS = operation<
  Viewed & { agentSkills: Paged<SkillRow> },
  { first: number; after?: string; full: boolean }
>(`
  query ListSkills($first: Int!, $after: String, $full: Boolean!) {
    viewer { id }
    agentSkills(first: $first, after: $after) {
      nodes { id name: title slugId description shared body @include(if: $full) owner { name } }
      pageInfo { hasNextPage endCursor }
    }
  }`);

export async function listSkills(linear: Linear, page: PageRequest): Promise<Page<SkillRow>> {
  const data = await linear.query(LIST_SKILLS, { ...pageVariables(page), full: false });
  return pageOf(data, data.agentSkills);
}

/** Skills have no filter by name: the first hundred are looked through. */
export async function getSkill(linear: Linear, given: string): Promise<SkillRow> {
  const { nodes } = (await linear.query(LIST_SKILLS, { first: 100, full: true })).agentSkills;
  const found = { exact: nodes, near: nodes };
  return oneNamed<ThingNode, SkillRow>(skillKind, { argument: 'skill', given }, found);
}
