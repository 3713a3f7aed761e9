import { fail } from '../../../errors.js';
import type { Linear } from '../../client.js';
import { ASCENDING, CREATED_AT, DESCENDING, NULLS_LAST, UPDATED_AT } from '../../enums.js';
import { cleanName } from '../../names/comparing.js';
import {
  cycleVariables,
  labelVariables,
  peopleVariables,
  projectVariables,
  stateVariables,
  teamVariables,
} from '../../names/lookups.js';
import { verifyNames } from '../../names/verifying.js';
import { type Page, type PageRequest, pageOf } from '../../pages.js';
import type { Paged } from '../../rows.js';
import { byPresentName } from '../former.js';
import {
  type FilledView,
  LIST_ISSUES,
  LIST_ISSUES_BY_NAME,
  LIST_ISSUES_BY_NAME_IN_FULL,
  LIST_ISSUES_IN_FULL,
  LIST_ISSUES_IN_VIEW,
  LIST_ISSUES_IN_VIEW_IN_FULL,
  type ListData,
  type ListedIssue,
  type ListVariables,
  type LookedUp,
  others,
  views,
} from './documents.js';
import { labelPart } from './excluding.js';
import { issueFilter } from './filter.js';
import { milestoneVariables } from './milestones.js';
import type { IssueQuery } from './query.js';
import { hasNames, namesIn, type QueryNames, verifyQuery } from './verify.js';

export type { ListedIssue } from './documents.js';
export type IssuePage = Page<ListedIssue>;
export type IssueOrder = 'updated' | 'created' | 'priority' | 'due' | 'estimate' | 'oldest' | 'stale';

type IssuePageRequest = PageRequest & { readonly order: IssueOrder; readonly inFull?: boolean };

/** One page of issues, in one request; a name that means nothing, or too much, fails with candidates. */
export async function listIssues(
  linear: Linear,
  query: IssueQuery,
  page: IssuePageRequest,
): Promise<IssuePage> {
  const { parent } = query;
  return byPresentName(linear, parent, (now) => listNamed(linear, { ...query, parent: now ?? parent }, page));
}

async function listNamed(linear: Linear, query: IssueQuery, page: IssuePageRequest): Promise<IssuePage> {
  const names = namesIn(query);
  const list: ListVariables = {
    filter: issueFilter(query),
    first: page.limit,
    ...(page.after !== undefined && { after: page.after }),
    ...orderVariables(page.order),
    includeArchived: query.includeArchived ?? false,
  };
  const inFull = page.inFull ?? false;
  const data =
    hasNames(names) || query.view !== undefined
      ? await listByName(linear, list, { names, scope: query.team?.any ?? [], view: query.view, inFull })
      : await linear.query(inFull ? LIST_ISSUES_IN_FULL : LIST_ISSUES, list);
  return pageOf(data, data.issues);
}

async function listByName(
  linear: Linear,
  list: ListVariables,
  asked: { names: QueryNames; scope: readonly string[]; view: string | undefined; inFull: boolean },
): Promise<ListData> {
  const { names, scope, view, inFull } = asked;
  const { wanted, excludedLabels, excludedPeople } = names;
  // States and cycles are those of the teams that are wanted, not of those that are not.
  const scoped = { ...wanted, team: scope };
  const labels = [...(wanted.labels ?? []), ...excludedLabels, ...excludedLabels.map(labelPart)];
  const variables = {
    ...list,
    ...teamVariables(wanted.team),
    ...stateVariables(scoped),
    ...labelVariables(labels),
    ...peopleVariables([...(wanted.people ?? []), ...excludedPeople], true),
    ...projectVariables(wanted.project),
    ...cycleVariables(scoped),
    ...milestoneVariables(names.milestones),
    ...others.variables(names.others),
  };
  const verify = (data: LookedUp): void => {
    verifyNames(wanted, data);
    verifyQuery(names, data);
    others.verify(data, names.others);
  };
  if (view !== undefined) {
    const document = inFull ? LIST_ISSUES_IN_VIEW_IN_FULL : LIST_ISSUES_IN_VIEW;
    const data = await linear.query(document, { ...variables, ...views.variables({ view }) });
    verify(data);
    return { viewer: data.viewer, issues: issuesOf(view, views.one(data, 'view', view)) };
  }
  const data = await linear.query(inFull ? LIST_ISSUES_BY_NAME_IN_FULL : LIST_ISSUES_BY_NAME, variables);
  verify(data);
  return data;
}

function issuesOf(given: string, { modelName, issues }: FilledView): Paged<ListedIssue> {
  if (modelName === 'Issue') return issues;
  const problem = `view "${cleanName(given)}" shows ${modelName.toLowerCase()}s: read it with read_view`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

function orderVariables(order: IssueOrder): Pick<ListVariables, 'orderBy' | 'sort'> {
  switch (order) {
    case 'updated':
      return { orderBy: UPDATED_AT };
    case 'created':
      return { orderBy: CREATED_AT };
    case 'priority':
      return { sort: [{ priority: { order: ASCENDING, noPriorityFirst: false } }] };
    case 'oldest':
      return { sort: [{ createdAt: { order: ASCENDING } }] };
    case 'stale':
      return { sort: [{ updatedAt: { order: ASCENDING } }] };
    case 'estimate':
      return {
        sort: [{ estimate: { order: DESCENDING, nulls: NULLS_LAST } }],
      };
    case 'due':
      return {
        sort: [{ dueDate: { order: ASCENDING, nulls: NULLS_LAST } }],
      };
  }
}
