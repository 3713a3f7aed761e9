/** The inputs as GraphQL hands them over; `null` clears a field, absence leaves it alone. */

export interface IssueFields {
  readonly assigneeId?: string | null;
  readonly cycleId?: string | null;
  readonly delegateId?: string | null;
  readonly description?: string | null;
  readonly dueDate?: string | null;
  readonly estimate?: number | null;
  readonly labelIds?: readonly string[] | null;
  readonly parentId?: string | null;
  readonly priority?: number | null;
  readonly prioritySortOrder?: number | null;
  readonly projectId?: string | null;
  readonly projectMilestoneId?: string | null;
  readonly sortOrder?: number | null;
  readonly stateId?: string | null;
  readonly subIssueSortOrder?: number | null;
  readonly slaBreachesAt?: string | null;
  readonly slaType?: string | null;
  readonly subscriberIds?: readonly string[] | null;
  readonly title?: string | null;
}

export interface ActorFields {
  readonly createAsUser?: string | null;
  readonly displayIconUrl?: string | null;
}

export interface IssueCreateInput extends IssueFields, ActorFields {
  readonly createdAt?: string | null;
  readonly id?: string | null;
  readonly teamId: string;
  readonly templateId?: string | null;
}

export interface IssueUpdateInput extends IssueFields {
  readonly addedLabelIds?: readonly string[] | null;
  readonly addedReleaseIds?: readonly string[] | null;
  readonly removedReleaseIds?: readonly string[] | null;
  readonly removedLabelIds?: readonly string[] | null;
  readonly snoozedUntilAt?: string | null;
  readonly teamId?: string | null;
  readonly trashed?: boolean | null;
}

export interface CommentCreateInput extends ActorFields {
  readonly body?: string | null;
  readonly createdAt?: string | null;
  readonly doNotSubscribeToIssue?: boolean | null;
  readonly documentContentId?: string | null;
  readonly id?: string | null;
  readonly initiativeId?: string | null;
  readonly initiativeUpdateId?: string | null;
  readonly issueId?: string | null;
  readonly projectId?: string | null;
  readonly projectUpdateId?: string | null;
  readonly parentId?: string | null;
  readonly quotedText?: string | null;
}

export interface CommentUpdateInput {
  readonly body?: string | null;
  readonly quotedText?: string | null;
}

export interface RelationCreateInput {
  readonly id?: string | null;
  readonly issueId: string;
  readonly relatedIssueId: string;
  readonly type: 'blocks' | 'duplicate' | 'related' | 'similar';
}

export interface LabelCreateInput {
  readonly color?: string | null;
  readonly description?: string | null;
  readonly groupType?: 'singleSelect' | 'multiSelect' | null;
  readonly id?: string | null;
  readonly isGroup?: boolean | null;
  readonly name: string;
  readonly parentId?: string | null;
  readonly teamId?: string | null;
}

export interface AttachmentCreateInput extends ActorFields {
  readonly groupBySource?: boolean | null;
  readonly id?: string | null;
  readonly issueId: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly subtitle?: string | null;
  readonly title: string;
  readonly url: string;
}
