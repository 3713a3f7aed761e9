import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { cleanName, nearestFirst, same } from './comparing.js';

export type TemplateNode = Pick<L.Template, 'id' | 'name' | 'type'> & {
  readonly team?: { readonly id: string } | null;
};
export type TemplatesFound = { readonly templates?: readonly TemplateNode[] };

/** Templates are a plain list without a filter; whoever spreads this declares `TEMPLATE_PARAMETER`. */
export const TEMPLATE_FIELD = 'templates @include(if: $askTemplate) { id name type team { id } }';
export const TEMPLATE_PARAMETER = '$askTemplate: Boolean!';
export type TemplateVariables = { askTemplate: boolean };

/** The id of the template of that name for things of that type: a team's own before one of the workspace. */
export function templateId(
  given: string,
  { templates = [] }: TemplatesFound,
  of: { type: 'issue' | 'project'; teamIds: readonly string[] },
): string {
  const usable = templates.filter(
    ({ type, team }) => type === of.type && (team == null || of.teamIds.includes(team.id)),
  );
  const named = usable.filter((template) => same(template.name, given));
  const own = named.filter((template) => template.team != null);
  const [only, another] = own.length > 0 ? own : named;
  if (only !== undefined && another === undefined) return only.id;
  const names = [...new Set(usable.map((template) => cleanName(template.name)))];
  return fail({
    code: only === undefined ? 'name_not_found' : 'name_ambiguous',
    argument: 'template',
    given: cleanName(given),
    candidates: nearestFirst(names, given).slice(0, 12),
  });
}
