import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { PAGE } from '../../pages.js';
import type { Listed } from '../../rows.js';
import type { IssueState, PutLabel } from './state.js';

export const LABELS_BY_ID = operation<
  { issueLabels: Listed<PutLabel> },
  { filter: L.IssueLabelFilter; first: number }
>(`
  query LabelsById($filter: IssueLabelFilter!, $first: Int!) {
    issueLabels(filter: $filter, first: $first, includeArchived: true) {
      nodes { id name parent { id name groupType } }
    }
  }`);

/**
 * The issues with all their labels: those that did not come with them are asked for, once for all issues, which only
 * happens where an issue has more than are worth asking for of each.
 */
export async function withAllLabels<Issue extends IssueState>(
  linear: Linear,
  issues: readonly Issue[],
): Promise<Issue[]> {
  const known = issues.flatMap(({ labels }) => labels.nodes);
  const ids = new Set(known.map(({ id }) => id));
  const missing = [...new Set(issues.flatMap(({ labelIds }) => labelIds))].filter((id) => !ids.has(id));
  for (let from = 0; from < missing.length; from += PAGE) {
    const asked = missing.slice(from, from + PAGE);
    const variables = { filter: { id: { in: asked } }, first: asked.length };
    known.push(...(await linear.query(LABELS_BY_ID, variables)).issueLabels.nodes);
  }
  return withLabelsOf(issues, known);
}

/**
 * The issues with all their labels, by those that are known already: nothing may fail for a name once it is written.
 * A label that is not among them is told by its UUID, which every tool takes.
 */
export function withLabelsOf<Issue extends IssueState>(
  issues: readonly Issue[],
  known: readonly PutLabel[],
): Issue[] {
  const byId = new Map(
    [...known, ...issues.flatMap(({ labels }) => labels.nodes)].map((one) => [one.id, one]),
  );
  return issues.map((issue) => {
    if (issue.labelIds.length <= issue.labels.nodes.length) return issue;
    return { ...issue, labels: { nodes: issue.labelIds.map((id) => byId.get(id) ?? { id, name: id }) } };
  });
}
