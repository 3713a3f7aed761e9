import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import type { Listed } from '../../rows.js';

export const SUGGEST_ISSUES = operation<
  { issues: Listed<Pick<L.Issue, 'identifier'>> },
  { filter: L.IssueFilter; first: number }
>(`
  query SuggestIssues($filter: IssueFilter!, $first: Int!) {
    issues(filter: $filter, first: $first, orderBy: updatedAt) { nodes { identifier } }
  }`);

/** Identifiers that somebody may mean who has typed the beginning of one, or words of a title; latest first. */
export async function suggestIssues(linear: Linear, beginning: string): Promise<readonly string[]> {
  const data = await linear.query(SUGGEST_ISSUES, { filter: suggestion(beginning), first: 20 });
  return data.issues.nodes.map((issue) => issue.identifier);
}

function suggestion(beginning: string): L.IssueFilter {
  const text = beginning.trim();
  const title: L.IssueFilter = { title: { containsIgnoreCase: text } };
  const [, key, dash, digits = ''] = /^([a-z][a-z0-9]{0,9})(-?)(\d{0,7})$/i.exec(text) ?? [];
  if (key === undefined || (dash === '' && digits !== '')) return title;
  if (dash === '') return { or: [{ team: { key: { startsWithIgnoreCase: key } } }, title] };
  const team: L.IssueFilter = { team: { key: { eqIgnoreCase: key } } };
  return digits === '' ? team : { ...team, or: numbersBeginning(Number(digits)) };
}

/** 4 → 4, 40–49, 400–499 and so on: numbers have no "starts with". */
function numbersBeginning(start: number): L.IssueFilter[] {
  return [1, 10, 100, 1000].map((width) => ({
    number: { gte: start * width, lt: (start + 1) * width },
  }));
}
