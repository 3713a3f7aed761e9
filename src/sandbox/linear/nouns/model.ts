import type { Entity, Health } from '../model.js';

/** What the workspace stores of the nouns in this folder; the conventions are those of the other records. */

/** An update of a project or of an initiative: `parentId` is which one. */
export interface StatusUpdateRecord extends Entity {
  readonly parentId: string;
  readonly userId: string;
  readonly body: string;
  readonly health: Health;
  readonly editedAt: string | null;
  readonly isDiffHidden: boolean;
}

/** A label of projects or of initiatives. */
export interface PlanLabelRecord extends Entity {
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly parentId: string | null;
  readonly isGroup: boolean;
  readonly groupType: 'singleSelect' | 'multiSelect' | null;
  readonly creatorId: string | null;
  readonly retiredAt: string | null;
}

export interface ProjectRelationRecord extends Entity {
  readonly projectId: string;
  readonly relatedProjectId: string;
  readonly type: string;
  readonly anchorType: string;
  readonly relatedAnchorType: string;
}

export interface ExternalLinkRecord extends Entity {
  readonly projectId: string | null;
  readonly initiativeId: string | null;
  readonly label: string;
  readonly url: string;
  readonly creatorId: string | null;
  readonly sortOrder: number;
}

export type InitiativeStatus = 'Proposed' | 'Planned' | 'Active' | 'Completed' | 'Canceled';

export interface InitiativeRecord extends Entity {
  readonly name: string;
  readonly slugId: string;
  readonly description: string | null;
  readonly content: string | null;
  readonly status: InitiativeStatus;
  readonly ownerId: string | null;
  readonly creatorId: string | null;
  readonly leadTeamId: string | null;
  readonly targetDate: string | null;
  readonly priority: number;
  readonly health: Health | null;
  readonly labelIds: readonly string[];
  readonly color: string | null;
  readonly icon: string | null;
  readonly sortOrder: number;
  readonly trashed: boolean;
}

export interface InitiativeProjectRecord extends Entity {
  readonly initiativeId: string;
  readonly projectId: string;
}

/** `initiativeId` is the parent, `relatedInitiativeId` the child. */
export interface InitiativeRelationRecord extends Entity {
  readonly initiativeId: string;
  readonly relatedInitiativeId: string;
}

export interface DocumentRecord extends Entity {
  readonly title: string;
  readonly slugId: string;
  readonly content: string | null;
  readonly icon: string | null;
  readonly color: string | null;
  readonly creatorId: string | null;
  readonly updatedById: string | null;
  readonly projectId: string | null;
  readonly initiativeId: string | null;
  readonly issueId: string | null;
  readonly cycleId: string | null;
  readonly teamId: string | null;
  readonly releaseId: string | null;
  readonly sortOrder: number;
  readonly trashed: boolean;
}

export interface ViewRecord extends Entity {
  readonly name: string;
  readonly slugId: string;
  readonly description: string | null;
  readonly color: string | null;
  readonly icon: string | null;
  readonly shared: boolean;
  readonly ownerId: string;
  readonly creatorId: string;
  readonly teamId: string | null;
  /** Exactly one of the three is set, and says what the view shows. */
  readonly filterData: Filter | null;
  readonly projectFilterData: Filter | null;
  readonly initiativeFilterData: Filter | null;
}
type Filter = Readonly<Record<string, unknown>>;

export type NotificationType = 'IssueNotification' | 'ProjectNotification' | 'PullRequestNotification';

export interface NotificationRecord extends Entity {
  readonly __typename: NotificationType;
  readonly userId: string;
  readonly actorId: string | null;
  readonly type: string;
  readonly category: string;
  readonly title: string;
  readonly subtitle: string;
  readonly url: string;
  readonly readAt: string | null;
  readonly snoozedUntilAt: string | null;
  readonly issueId: string | null;
  readonly commentId: string | null;
  readonly projectId: string | null;
  readonly projectUpdateId: string | null;
  readonly pullRequestId: string | null;
}

export interface PullRequestRecord extends Entity {
  readonly number: number;
  readonly title: string;
  readonly slugId: string;
  readonly status: 'approved' | 'closed' | 'draft' | 'inReview' | 'merged' | 'open';
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly url: string;
  readonly creatorId: string | null;
  readonly hasConflicts: boolean;
  readonly checks: readonly { readonly name: string; readonly status: string }[];
}

export interface DiffRecord extends Entity {
  readonly slugId: string;
  readonly creatorId: string | null;
  readonly pullRequestId: string | null;
  readonly files: readonly {
    readonly path: string;
    readonly additions: number;
    readonly deletions: number;
    readonly state: string;
  }[];
}

export interface TemplateRecord extends Entity {
  readonly name: string;
  readonly type: 'issue' | 'project' | 'document';
  readonly description: string | null;
  readonly content: string | null;
  readonly templateData: Readonly<Record<string, unknown>>;
  readonly teamId: string | null;
  readonly creatorId: string | null;
  readonly sortOrder: number;
}

export interface SkillRecord extends Entity {
  readonly title: string;
  readonly slugId: string;
  readonly description: string | null;
  readonly body: string;
  readonly ownerId: string;
  readonly shared: boolean;
  readonly teamId: string | null;
}

export interface TriageRecord extends Entity {
  readonly teamId: string;
  readonly action: 'assign' | 'notify';
  readonly currentUserId: string | null;
  readonly userIds: readonly string[];
}

export interface PipelineRecord extends Entity {
  readonly name: string;
  readonly slugId: string;
  readonly type: 'continuous' | 'scheduled';
  readonly isProduction: boolean;
  readonly teamIds: readonly string[];
}

export interface StageRecord extends Entity {
  readonly pipelineId: string;
  readonly name: string;
  readonly type: 'planned' | 'started' | 'completed' | 'canceled';
  readonly color: string;
  readonly position: number;
}

export interface ReleaseRecord extends Entity {
  readonly pipelineId: string;
  readonly stageId: string;
  readonly name: string;
  readonly slugId: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly commitSha: string | null;
  readonly startDate: string | null;
  readonly targetDate: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly creatorId: string | null;
  readonly issueIds: readonly string[];
  readonly trashed: boolean;
}

export interface ReleaseNoteRecord extends Entity {
  readonly pipelineId: string;
  readonly title: string | null;
  readonly slugId: string;
  readonly content: string | null;
  readonly releaseIds: readonly string[];
}
