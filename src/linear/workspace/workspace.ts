import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { LabelName, TeamNode, UserNode } from '../names/kinds.js';
import { type Listed, type Named, type Paged, present } from '../rows.js';
import type { LabelRow, StateRow } from './teams.js';

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
  readonly projectStatuses?: Listed<Named & { readonly type: string }>;
  readonly projectLabels?: Listed<LabelName & { readonly isGroup: boolean }>;
  readonly initiativeLabels?: Listed<LabelName & { readonly isGroup: boolean }>;
}

const more = 'pageInfo { hasNextPage endCursor }';

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
      nodes { name isGroup parent { name } team { key } } ${more}
    }
    projectStatuses(first: 30) @include(if: $planning) { nodes { name type } }
    projectLabels(first: 60) @include(if: $planning) { nodes { name isGroup parent { name } } }
    initiativeLabels(first: 60) @include(if: $planning) { nodes { name isGroup parent { name } } }
  }`);

/** Everything that names things in the workspace, in one request. */
export async function getWorkspace(linear: Linear, parts: WorkspaceParts): Promise<Workspace> {
  const data = await linear.query(GET_WORKSPACE, { ...parts });
  present(data.viewer);
  return data;
}
