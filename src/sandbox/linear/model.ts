/**
 * What the embedded workspace stores. Times are ISO 8601 strings in UTC with milliseconds, so they compare as text;
 * `dueDate` and other timeless dates are `YYYY-MM-DD`. References are ids: the resolvers turn them into objects.
 */

export interface Entity {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
}

export interface OrganizationRecord extends Entity {
  readonly name: string;
  readonly urlKey: string;
}

export interface UserRecord extends Entity {
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly active: boolean;
  readonly admin: boolean;
  readonly guest: boolean;
  readonly app: boolean;
  readonly timezone: string;
  readonly title: string | null;
}

export type EstimationType = 'notUsed' | 'exponential' | 'fibonacci' | 'linear' | 'tShirt';

export interface TeamRecord extends Entity {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly color: string;
  readonly icon: string | null;
  readonly private: boolean;
  readonly memberIds: readonly string[];
  readonly triageEnabled: boolean;
  readonly cyclesEnabled: boolean;
  readonly cycleDuration: number;
  readonly issueEstimationType: EstimationType;
  readonly timezone: string;
  readonly defaultStateId: string;
  readonly triageStateId: string | null;
}

export type StateType =
  | 'triage'
  | 'backlog'
  | 'unstarted'
  | 'started'
  | 'completed'
  | 'canceled'
  | 'duplicate';

export interface StateRecord extends Entity {
  readonly teamId: string;
  readonly name: string;
  readonly type: StateType;
  readonly color: string;
  readonly position: number;
  readonly description: string | null;
}

export interface LabelRecord extends Entity {
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly teamId: string | null;
  readonly parentId: string | null;
  readonly isGroup: boolean;
  readonly groupType: 'singleSelect' | 'multiSelect' | null;
  readonly creatorId: string | null;
  readonly retiredAt?: string | null;
}

export type ProjectStatusType = 'backlog' | 'planned' | 'started' | 'paused' | 'completed' | 'canceled';

export interface ProjectStatusRecord extends Entity {
  readonly name: string;
  readonly type: ProjectStatusType;
  readonly color: string;
  readonly position: number;
}

export interface ProjectRecord extends Entity {
  readonly name: string;
  readonly slugId: string;
  readonly description: string;
  readonly content: string | null;
  readonly color: string;
  readonly icon: string | null;
  readonly statusId: string;
  readonly leadId: string | null;
  readonly creatorId: string | null;
  readonly memberIds: readonly string[];
  readonly teamIds: readonly string[];
  readonly priority: number;
  readonly startDate: string | null;
  readonly targetDate: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly health: Health | null;
  readonly labelIds: readonly string[];
  readonly trashed: boolean;
  readonly sortOrder: number;
}

export type Health = 'onTrack' | 'atRisk' | 'offTrack';

export interface MilestoneRecord extends Entity {
  readonly projectId: string;
  readonly name: string;
  readonly description: string | null;
  readonly targetDate: string | null;
  readonly sortOrder: number;
}

export interface CycleRecord extends Entity {
  readonly teamId: string;
  readonly number: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly completedAt: string | null;
}

export interface IssueRecord extends Entity {
  readonly teamId: string;
  readonly number: number;
  readonly previousIdentifiers: readonly string[];
  readonly title: string;
  readonly description: string | null;
  readonly priority: number;
  readonly prioritySortOrder: number;
  readonly estimate: number | null;
  readonly dueDate: string | null;
  readonly stateId: string;
  readonly assigneeId: string | null;
  readonly creatorId: string | null;
  readonly delegateId: string | null;
  readonly projectId: string | null;
  readonly projectMilestoneId: string | null;
  readonly cycleId: string | null;
  readonly parentId: string | null;
  readonly labelIds: readonly string[];
  readonly subscriberIds: readonly string[];
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly triagedAt: string | null;
  readonly snoozedUntilAt: string | null;
  readonly addedToCycleAt: string | null;
  readonly addedToProjectAt: string | null;
  readonly trashed: boolean;
  readonly sortOrder: number;
  readonly subIssueSortOrder: number | null;
  readonly slaBreachesAt?: string | null;
  readonly slaType?: string | null;
  readonly templateId?: string | null;
  /** People who see the issue although they do not see its team. */
  readonly sharedWith?: readonly string[];
}

/** What a comment is on: one of these. */
export interface CommentParents {
  readonly issueId: string | null;
  readonly projectId: string | null;
  readonly initiativeId: string | null;
  readonly documentId: string | null;
  readonly projectUpdateId: string | null;
  readonly initiativeUpdateId: string | null;
}

export interface CommentRecord extends Entity, CommentParents {
  readonly userId: string;
  readonly parentId: string | null;
  readonly body: string;
  readonly editedAt: string | null;
  readonly resolvedAt: string | null;
  readonly resolvingUserId: string | null;
  readonly quotedText: string | null;
}

export type RelationType = 'blocks' | 'duplicate' | 'related' | 'similar';

export interface RelationRecord extends Entity {
  readonly issueId: string;
  readonly relatedIssueId: string;
  readonly type: RelationType;
}

export interface AttachmentRecord extends Entity {
  readonly issueId: string;
  readonly creatorId: string | null;
  readonly title: string;
  readonly subtitle: string | null;
  readonly url: string;
  readonly sourceType: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly groupBySource: boolean;
}

/** One change of an issue; only the pairs that changed are set. */
export interface HistoryRecord extends Entity {
  readonly issueId: string;
  readonly actorId: string | null;
  readonly change: Readonly<Partial<HistoryChange>>;
}

export interface HistoryChange {
  readonly fromStateId: string | null;
  readonly toStateId: string | null;
  readonly fromAssigneeId: string | null;
  readonly toAssigneeId: string | null;
  readonly fromPriority: number;
  readonly toPriority: number;
  readonly fromTitle: string;
  readonly toTitle: string;
  readonly fromTeamId: string;
  readonly toTeamId: string;
  readonly fromCycleId: string | null;
  readonly toCycleId: string | null;
  readonly fromProjectId: string | null;
  readonly toProjectId: string | null;
  readonly fromParentId: string | null;
  readonly toParentId: string | null;
  readonly fromDueDate: string | null;
  readonly toDueDate: string | null;
  readonly fromEstimate: number | null;
  readonly toEstimate: number | null;
  readonly addedLabelIds: readonly string[];
  readonly removedLabelIds: readonly string[];
  readonly updatedDescription: boolean;
  readonly archived: boolean;
  readonly trashed: boolean;
}
