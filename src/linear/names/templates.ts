import type { LinearDocument as L } from '@linear/sdk';
import { isNamed } from './given.js';
import { oneNamed } from './resolving.js';
import { type ThingNode, templateKind, usableTemplateKind } from './things.js';

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
  const named = usable.filter((template) => isNamed(template, given));
  const own = named.filter((template) => template.team != null);
  const exact = own.length > 0 ? own : named;
  const kind = exact.length > 1 ? templateKind : usableTemplateKind;
  const isElsewhere = exact.length === 0 && templates.some((template) => isNamed(template, given));
  const argument = isElsewhere ? `template for ${of.type}s of this team` : 'template';
  return oneNamed<ThingNode, TemplateNode>(kind, { argument, given }, { exact, near: usable }).id;
}
