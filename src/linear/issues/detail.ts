import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { isUuid } from '../names/given.js';
import type { LabelName } from '../names/kinds.js';
import { withNotFound } from '../names/resolving.js';
import { NEED_REF, type NeedRef } from '../projects/detail.js';
import type { Listed, Named, PageInfo, Part, Timestamp } from '../rows.js';
import { identifiersNow } from './former.js';

/** Another issue as a line mentions it, with its state: a blocker that is done blocks nothing. */
export type IssueMention = Pick<L.Issue, 'identifier' | 'title'> & { readonly state: Named };

export type CommentRow = Pick<L.Comment, 'id' | 'body'> & {
  readonly createdAt: Timestamp;
  readonly editedAt?: Timestamp | null;
  readonly resolvedAt?: Timestamp | null;
  readonly user?: Named | null;
  readonly parent?: Pick<L.Comment, 'id'> | null;
};

type Change<Key extends string, Value> = { readonly [K in `from${Key}` | `to${Key}`]?: Value | null };

export type HistoryRow = { readonly createdAt: Timestamp; readonly actor?: Named | null } & Change<
  'State' | 'Assignee' | 'Project' | 'Team',
  Named
> &
  Change<'Title' | 'DueDate', string> &
  Change<'Priority' | 'Estimate', number> &
  Change<'Cycle', Pick<L.Cycle, 'number'>> &
  Change<'Parent', Pick<L.Issue, 'identifier'>> &
  Pick<L.IssueHistory, 'archived' | 'trashed' | 'updatedDescription'> & {
    readonly addedLabels?: readonly Named[] | null;
    readonly removedLabels?: readonly Named[] | null;
  };

export type IssueDetail = Pick<
  L.Issue,
  'id' | 'identifier' | 'title' | 'url' | 'priority' | 'branchName' | 'labelIds'
> & {
  readonly description?: string | null;
  readonly estimate?: number | null;
  readonly dueDate?: string | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly completedAt?: Timestamp | null;
  readonly canceledAt?: Timestamp | null;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly state: Named;
  readonly team: Pick<L.Team, 'key'>;
  readonly assignee?: Named | null;
  readonly creator?: Named | null;
  readonly delegate?: Named | null;
  readonly project?: Named | null;
  readonly projectMilestone?: Named | null;
  readonly slaBreachesAt?: Timestamp | null;
  readonly subscribers: Part<Named>;
  readonly cycle?: Pick<L.Cycle, 'number'> | null;
  readonly parent?: Pick<L.Issue, 'identifier' | 'title'> | null;
  readonly labels: Listed<LabelName>;
  readonly comments?: {
    readonly edges: readonly { readonly cursor: string; readonly node: CommentRow }[];
    readonly pageInfo: PageInfo;
  };
  readonly relations?: Part<{ readonly type: string; readonly relatedIssue: IssueMention }>;
  readonly inverseRelations?: Part<{ readonly type: string; readonly issue: IssueMention }>;
  readonly children?: Part<IssueMention>;
  readonly attachments?: Part<Pick<L.Attachment, 'title' | 'subtitle' | 'url'>>;
  readonly history?: Part<HistoryRow>;
  readonly releases?: Part<Named & { readonly stage: Named }>;
  readonly needs?: Part<NeedRef>;
};

/** What to bring besides the issue itself. */
export interface IssueParts {
  readonly comments: boolean;
  readonly relations: boolean;
  readonly children: boolean;
  readonly attachments: boolean;
  readonly history: boolean;
  readonly releases: boolean;
  readonly needs: boolean;
  /** Linear's cursor of a comment: older ones than this. */
  readonly commentsAfter?: string | undefined;
}

type PartVariables = {
  /** How many of each part an issue brings at most. */
  size: number;
  labels: number;
  commentsAfter?: string;
  withComments: boolean;
  withRelations: boolean;
  withChildren: boolean;
  withAttachments: boolean;
  withHistory: boolean;
  withReleases: boolean;
  withNeeds: boolean;
};

const partParameters = `$size: Int!, $labels: Int!, $commentsAfter: String, $withComments: Boolean!, $withRelations: Boolean!,
    $withChildren: Boolean!, $withAttachments: Boolean!, $withHistory: Boolean!, $withReleases: Boolean!,
    $withNeeds: Boolean!`;

const more = 'pageInfo { hasNextPage }';
const ISSUE_DETAIL = `
  fragment IssueDetail on Issue {
    id identifier title url description priority estimate dueDate slaBreachesAt branchName labelIds
    createdAt updatedAt completedAt canceledAt archivedAt trashed
    state { name }
    team { key }
    assignee { name }
    delegate { name }
    creator { name }
    project { name }
    projectMilestone { name }
    cycle { number }
    parent { identifier title }
    labels(first: $labels) { nodes { name parent { name } } }
    subscribers(first: 10) { nodes { name } ${more} }
    comments(first: $size, after: $commentsAfter, orderBy: createdAt) @include(if: $withComments) {
      edges { cursor node { id body createdAt editedAt resolvedAt user { name } parent { id } } }
      pageInfo { hasNextPage endCursor }
    }
    relations(first: $size) @include(if: $withRelations) { nodes { type relatedIssue { ...Mention } } ${more} }
    inverseRelations(first: $size) @include(if: $withRelations) { nodes { type issue { ...Mention } } ${more} }
    children(first: $size) @include(if: $withChildren) { nodes { ...Mention } ${more} }
    attachments(first: $size) @include(if: $withAttachments) { nodes { title subtitle url } ${more} }
    history(first: $size) @include(if: $withHistory) { nodes { ...Change } ${more} }
    releases(first: $size) @include(if: $withReleases) { nodes { name stage { name } } ${more} }
    needs(first: $size) @include(if: $withNeeds) { nodes { ${NEED_REF} } ${more} }
  }
  fragment Mention on Issue { identifier title state { name } }
  fragment Change on IssueHistory {
    createdAt archived trashed updatedDescription
    actor { name }
    fromState { name } toState { name }
    fromAssignee { name } toAssignee { name }
    fromProject { name } toProject { name }
    fromTeam { name } toTeam { name }
    fromTitle toTitle fromDueDate toDueDate fromPriority toPriority fromEstimate toEstimate
    fromCycle { number } toCycle { number }
    fromParent { identifier } toParent { identifier }
    addedLabels { name } removedLabels { name }
  }`;

export const GET_ISSUE = operation<
  { viewer: { id: string }; issue: IssueDetail },
  { id: string } & PartVariables
>(`
  query GetIssue($id: String!, ${partParameters}) {
    viewer { id }
    issue(id: $id) { ...IssueDetail }
  }${ISSUE_DETAIL}`);

// A filter and not one `issue(id:)` for each: that field is non-null, so one missing issue would take all others along.
export const GET_ISSUES = operation<
  { issues: Listed<IssueDetail> },
  { filter: L.IssueFilter; first: number } & PartVariables
>(`
  query GetIssues($filter: IssueFilter!, $first: Int!, ${partParameters}) {
    issues(filter: $filter, first: $first, includeArchived: true) { nodes { ...IssueDetail } }
  }${ISSUE_DETAIL}`);

/** How many comments, relations and so on, and how many labels one issue brings: fewer when there are several, for
 * Linear's sake. */
const ALONE = { size: 50, labels: 100 };
const TOGETHER = { size: 9, labels: 10 };

/** One issue by UUID or identifier, also a former one. */
export async function getIssue(
  linear: Linear,
  reference: string,
  parts: IssueParts,
): Promise<{ issue: IssueDetail; viewerId: string }> {
  const variables = { id: reference, ...partVariables(parts, ALONE) };
  const data = await withNotFound(`issue ${reference}`, linear.query(GET_ISSUE, variables));
  return { issue: data.issue, viewerId: data.viewer.id };
}

/** Several issues in one request, in the order asked for; those that Linear does not show are named. */
export async function getIssues(
  linear: Linear,
  references: readonly string[],
  parts: IssueParts,
): Promise<{ issues: readonly IssueDetail[]; missing: readonly string[] }> {
  const found = await getNamed(linear, references, parts);
  const unknown = references.filter((reference) => !found.has(reference));
  const now = await identifiersNow(linear, unknown);
  const moved = now.size === 0 ? undefined : await getNamed(linear, [...now.values()], parts);
  for (const [former, present] of now) {
    const issue = found.get(present) ?? moved?.get(present);
    if (issue) found.set(former, issue);
  }
  const issues = references.flatMap((reference) => found.get(reference) ?? []);
  return { issues: [...new Set(issues)], missing: references.filter((reference) => !found.has(reference)) };
}

/** Issues by their UUIDs and identifiers, as far as there are any. */
async function getNamed(
  linear: Linear,
  references: readonly string[],
  parts: IssueParts,
): Promise<Map<string, IssueDetail>> {
  const { issues } = await linear.query(GET_ISSUES, {
    filter: referencesFilter(references),
    first: references.length,
    ...partVariables(parts, TOGETHER),
  });
  return new Map(
    issues.nodes.flatMap((issue) => [[issue.identifier, issue] as const, [issue.id, issue] as const]),
  );
}

/** Issues by UUID, and by team key and number for identifiers. */
export function referencesFilter(references: readonly string[]): L.IssueFilter {
  const uuids = references.filter(isUuid);
  const numbers = new Map<string, number[]>();
  for (const reference of references) {
    const [, key, number] = /^([A-Z0-9]+)-(\d+)$/.exec(reference) ?? [];
    if (key !== undefined) numbers.set(key, [...(numbers.get(key) ?? []), Number(number)]);
  }
  const byNumber = [...numbers].map(([key, of]) => ({ team: { key: { eq: key } }, number: { in: of } }));
  return { or: [...(uuids.length > 0 ? [{ id: { in: uuids } }] : []), ...byNumber] };
}

function partVariables(parts: IssueParts, { size, labels }: typeof ALONE): PartVariables {
  const { commentsAfter, ...asked } = parts;
  return {
    // A price that is worked out before the directives must not count what nobody asked for.
    size: Object.values(asked).includes(true) ? size : 1,
    labels,
    ...(commentsAfter !== undefined && { commentsAfter }),
    withComments: parts.comments,
    withRelations: parts.relations,
    withChildren: parts.children,
    withAttachments: parts.attachments,
    withHistory: parts.history,
    withReleases: parts.releases,
    withNeeds: parts.needs,
  };
}
