import type { LinearDocument as L } from '@linear/sdk';
import { type AliasedField, numbered, repeated } from '../../aliases.js';
import { type Linear, operation } from '../../client.js';
import { withNotFound } from '../../names/resolving.js';
import { ISSUE_AT, type IssueAt, type Listed } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { asCalledNow } from '../former.js';

type Ends = Pick<L.Issue, 'id'> & IssueAt;
type State = Pick<L.WorkflowState, 'name' | 'type'>;
type Forward = { readonly id: string; readonly type: string; readonly relatedIssue: Ends };
type Backward = { readonly id: string; readonly type: string; readonly issue: Ends };

export const RELATIONS_OF_ISSUE = operation<
  {
    issue: Ends & {
      readonly state: State;
      readonly relations: Listed<Forward>;
      readonly inverseRelations: Listed<Backward>;
    };
    issues: Listed<Ends>;
  },
  { id: string; others: L.IssueFilter; first: number }
>(`
  query RelationsOfIssue($id: String!, $others: IssueFilter!, $first: Int!) {
    issue(id: $id) {
      id ${ISSUE_AT} state { name type }
      relations(first: 100) { nodes { id type relatedIssue { id ${ISSUE_AT} } } }
      inverseRelations(first: 100) { nodes { id type issue { id ${ISSUE_AT} } } }
    }
    issues(filter: $others, first: $first, includeArchived: true) { nodes { id ${ISSUE_AT} } }
  }`);

export const CREATE_RELATIONS: AliasedField = {
  name: 'CreateRelations',
  variables: { input: 'IssueRelationCreateInput!' },
  field: 'issueRelationCreate(input: $input) { issueRelation { issue { id state { name type } } } }',
};

type Created = { readonly issueRelation: { readonly issue: { readonly id: string; readonly state: State } } };

export const DELETE_RELATIONS: AliasedField = {
  name: 'DeleteRelations',
  variables: { id: 'String!' },
  field: 'issueRelationDelete(id: $id) { success }',
};

/** How the first issue stands to the others. */
export const RELATIONS = ['blocks', 'blocked_by', 'related', 'duplicate_of'] as const;
export type Relation = (typeof RELATIONS)[number];

export interface Related {
  readonly issue: IssueAt;
  readonly other: IssueAt;
  /** Nothing had to be done: it was so already. */
  readonly asBefore: boolean;
}

/** What was done, and the state of the issue before and after it. */
export interface Relating {
  readonly related: readonly Related[];
  readonly states: { readonly before: State; readonly after: State };
}

/** Relates an issue to others, or ends that; what is so already is left alone. */
export async function relateIssues(
  linear: Linear,
  wanted: { id: string; relation: Relation; to: readonly string[]; remove: boolean },
): Promise<Relating> {
  const { id, relation, to, remove } = wanted;
  const lookup = linear.query(RELATIONS_OF_ISSUE, { id, others: referencesFilter(to), first: to.length });
  const { issue, issues } = await withNotFound(`issue ${id}`, lookup);
  const named = (reference: string) =>
    issues.nodes.find((one) => one.id === reference || one.identifier === reference);
  const unknown = to.filter((reference) => named(reference) === undefined);
  if (unknown.length > 0) {
    return relateIssues(linear, { ...wanted, to: await asCalledNow(linear, to, unknown) });
  }
  const others = [...new Set(to.flatMap((reference) => named(reference) ?? []))];
  const there = (other: Ends): string[] => existing({ issue, other, relation });
  let after = issue.state;
  if (remove) {
    const ids = others.flatMap(there);
    if (ids.length > 0)
      await linear.query(repeated(DELETE_RELATIONS, ids.length), numbered(ids.map((each) => ({ id: each }))));
  } else {
    const missing = others.filter((other) => there(other).length === 0);
    const inputs = missing.map((other) => ({ input: inputOf(issue, other, relation) }));
    if (inputs.length > 0) {
      const asked = repeated<Created>(CREATE_RELATIONS, inputs.length);
      const made = Object.values(await linear.query(asked, numbered(inputs)));
      after =
        made.map((one) => one.issueRelation.issue).findLast(({ id }) => id === issue.id)?.state ?? after;
    }
  }
  const related = others.map((other) => ({
    issue,
    other,
    asBefore: there(other).length === 0 ? remove : !remove,
  }));
  return { related, states: { before: issue.state, after } };
}

type Pair = {
  issue: { relations: Listed<Forward>; inverseRelations: Listed<Backward> };
  other: Ends;
  relation: Relation;
};

/** The relations of that kind between the two, whichever of them it was made from. */
function existing({ issue, other, relation }: Pair): string[] {
  const forward = issue.relations.nodes.filter((one) => one.relatedIssue.id === other.id);
  const backward = issue.inverseRelations.nodes.filter((one) => one.issue.id === other.id);
  const of = (type: string) => (one: { type: string }) => one.type === type;
  switch (relation) {
    case 'blocks':
      return forward.filter(of('blocks')).map(({ id }) => id);
    case 'blocked_by':
      return backward.filter(of('blocks')).map(({ id }) => id);
    case 'duplicate_of':
      return forward.filter(of('duplicate')).map(({ id }) => id);
    case 'related':
      return [...forward.filter(of('related')), ...backward.filter(of('related'))].map(({ id }) => id);
  }
}

function inputOf(
  issue: Ends,
  other: Ends,
  relation: Relation,
): { issueId: string; relatedIssueId: string; type: string } {
  switch (relation) {
    case 'blocked_by':
      return { issueId: other.id, relatedIssueId: issue.id, type: 'blocks' };
    case 'duplicate_of':
      return { issueId: issue.id, relatedIssueId: other.id, type: 'duplicate' };
    default:
      return { issueId: issue.id, relatedIssueId: other.id, type: relation };
  }
}
