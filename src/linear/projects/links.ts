import type { LinearDocument as L } from '@linear/sdk';
import { uuidOfKey } from '../own-uuid.js';

/** A link that a project shows among its resources. */
export interface ProjectLink {
  readonly url: string;
  readonly title: string;
}

/** The most links that one write takes. */
export const MOST_LINKS = 20;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** The parameters of so many links, for the head of a mutation. */
export function linkParameters(count: number): string {
  return numbers(count)
    .map((n) => `, $link${n}: EntityExternalLinkCreateInput!`)
    .join('');
}

/** A root field for each link; they run in turn, after those before them (GraphQL §6.2.2). */
export function linkFields(count: number): string {
  return numbers(count)
    .map((n) => `\n    link${n}: entityExternalLinkCreate(input: $link${n}) { success }`)
    .join('');
}

/** The variables of the links; each has an id of its own, so that a repeated mutation makes none twice. */
export function linkVariables(
  links: readonly ProjectLink[],
  projectId: string,
): Record<string, L.EntityExternalLinkCreateInput> {
  const entries = links.map(({ url, title }, n) => {
    const id = uuidOfKey('project link', projectId, `${n} ${url}`);
    return [`link${n}`, { id, projectId, url, label: title }] as const;
  });
  return Object.fromEntries(entries);
}
