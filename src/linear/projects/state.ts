import type { LinearDocument as L } from '@linear/sdk';
import type { LabelNode, TeamNode, UserNode } from '../names/kinds.js';
import type { Named, Part, Timestamp } from '../rows.js';

/** Everything about a project that a write can change, before or after it. */
export type ProjectState = Pick<L.Project, 'id' | 'name' | 'slugId' | 'url' | 'description' | 'priority'> & {
  readonly content?: string | null;
  readonly icon?: string | null;
  readonly color: string;
  readonly startDate?: string | null;
  readonly targetDate?: string | null;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly status: Named;
  readonly lead?: Named | null;
  readonly teams: Part<TeamNode>;
  readonly members: Part<UserNode>;
  readonly labels: Part<LabelNode>;
};

export const PROJECT_STATE_FIELDS = `
    id name slugId url description content icon color priority startDate targetDate archivedAt trashed
    status { name }
    lead { name }
    teams(first: 20) { nodes { id key name } pageInfo { hasNextPage } }
    members(first: 50) { nodes { id name displayName email } pageInfo { hasNextPage } }
    labels(first: 20) { nodes { id name parent { name } } pageInfo { hasNextPage } }`;

export const PROJECT_STATE = `
  fragment ProjectState on Project {${PROJECT_STATE_FIELDS}
  }`;

/** The fields that both writes of a project take, by name. `null` empties a field. */
export interface ProjectFields {
  readonly name?: string | undefined;
  readonly summary?: string | undefined;
  readonly content?: string | undefined;
  readonly status?: string | undefined;
  readonly lead?: string | null | undefined;
  /** 0 none, 1 urgent … 4 low. */
  readonly priority?: number | undefined;
  readonly startDate?: string | null | undefined;
  readonly targetDate?: string | null | undefined;
  readonly icon?: string | undefined;
  readonly color?: string | undefined;
}
