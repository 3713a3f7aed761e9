import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { Listed } from '../rows.js';

const MOST = 20;

export const SUGGEST_PROJECTS = operation<
  { projects: Listed<Pick<L.Project, 'name' | 'slugId'>> },
  { filter: L.ProjectFilter; first: number }
>(`
  query SuggestProjects($filter: ProjectFilter!, $first: Int!) {
    projects(filter: $filter, first: $first, orderBy: updatedAt) { nodes { name slugId } }
  }`);

export const SUGGEST_DOCUMENTS = operation<
  { documents: Listed<Pick<L.Document, 'title' | 'slugId'>> },
  { filter: L.DocumentFilter; first: number }
>(`
  query SuggestDocuments($filter: DocumentFilter!, $first: Int!) {
    documents(filter: $filter, first: $first, orderBy: updatedAt) { nodes { title slugId } }
  }`);

/** Projects whose name holds what was typed; latest first. */
export async function suggestProjects(linear: Linear, beginning: string): Promise<readonly string[]> {
  const filter = { name: { containsIgnoreCase: beginning.trim() } };
  const { nodes } = (await linear.query(SUGGEST_PROJECTS, { filter, first: MOST })).projects;
  return named(nodes.map(({ name, slugId }) => ({ name, slugId })));
}

/** Documents whose title holds what was typed; latest first. */
export async function suggestDocuments(linear: Linear, beginning: string): Promise<readonly string[]> {
  const filter = { title: { containsIgnoreCase: beginning.trim() } };
  const { nodes } = (await linear.query(SUGGEST_DOCUMENTS, { filter, first: MOST })).documents;
  return named(nodes.map(({ title, slugId }) => ({ name: title, slugId })));
}

/** By name, as people read it; where two are called the same, or an address cannot hold the name, by slug. */
function named(all: readonly { name: string; slugId: string }[]): string[] {
  const isClear = (name: string) =>
    !/[/?#]/.test(name) && all.filter((one) => one.name === name).length === 1;
  return all.map(({ name, slugId }) => (isClear(name) ? name : slugId));
}
