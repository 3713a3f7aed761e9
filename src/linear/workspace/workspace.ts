import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { TeamNode, UserNode } from '../names/kinds.js';
import { type Named, type Paged, type Part, present } from '../rows.js';
import type { AnyLabel, LabelRow, StateRow } from './teams.js';

export type TemplateRow = Pick<L.Template, 'name' | 'type'> & { readonly team?: Pick<L.Team, 'key'> | null };

/** The parts of a workspace that can be left out. */
export interface WorkspaceParts {
  readonly users: boolean;
  readonly states: boolean;
  readonly labels: boolean;
  readonly planning: boolean;
  readonly templates: boolean;
}

export interface Workspace {
  readonly viewer: UserNode;
  readonly organization: Pick<L.Organization, 'name' | 'urlKey' | 'userCount'> & {
    readonly templates?: Paged<TemplateRow>;
  };
  readonly teams: Paged<TeamNode>;
  readonly users?: Paged<UserNode & Pick<L.User, 'app'>>;
  readonly states?: Paged<StateRow>;
  readonly labels?: Paged<LabelRow>;
  readonly projectStatuses?: Part<Named & { readonly type: string }>;
  readonly projectLabels?: Part<AnyLabel>;
  readonly initiativeLabels?: Part<AnyLabel>;
}

const more = 'pageInfo { hasNextPage endCursor }';
const label = 'name isGroup retiredAt parent { name }';

export const GET_WORKSPACE = operation<Workspace, WorkspaceParts & Record<string, boolean>>(`
  query GetWorkspace(
    $users: Boolean!, $states: Boolean!, $labels: Boolean!, $planning: Boolean!, $templates: Boolean!
  ) {
    viewer { id name displayName email }
    organization {
      name urlKey userCount
      templates(first: 50) @include(if: $templates) { nodes { name type team { key } } ${more} }
    }
    teams(first: 100) { nodes { id key name } ${more} }
    users(first: 200) @include(if: $users) { nodes { id name displayName email app } ${more} }
    states: workflowStates(first: 150) @include(if: $states) { nodes { name type position team { key } } ${more} }
    labels: issueLabels(first: 100) @include(if: $labels) {
      nodes { name isGroup retiredAt parent { name } team { key } } ${more}
    }
    projectStatuses(first: 100) @include(if: $planning) { nodes { name type } ${more} }
    projectLabels(first: 80) @include(if: $planning) { nodes { ${label} } ${more} }
    initiativeLabels(first: 80) @include(if: $planning) { nodes { ${label} } ${more} }
  }`);

/** Everything that names things in the workspace, in one request. */
export async function getWorkspace(linear: Linear, parts: WorkspaceParts): Promise<Workspace> {
  const data = await linear.query(GET_WORKSPACE, { ...parts });
  present(data.viewer);
  return data;
}
