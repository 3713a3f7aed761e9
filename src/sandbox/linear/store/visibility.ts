import type {
  CommentRecord,
  IssueRecord,
  LabelRecord,
  ProjectRecord,
  TeamRecord,
  UserRecord,
} from '../model.js';
import type { DocumentRecord } from '../nouns/model.js';
import type { Store } from './store.js';

/** What one user can see. A private team is there for its members only; a guest sees only teams joined. */
export interface Sight {
  team(team: TeamRecord): boolean;
  teamId(id: string): boolean;
  issue(issue: IssueRecord): boolean;
  label(label: LabelRecord): boolean;
  project(project: ProjectRecord): boolean;
  document(document: DocumentRecord): boolean;
  /** Whoever sees a thing sees what is said about it. */
  comment(comment: CommentRecord): boolean;
}

/** The sight of one user, worked out once per request. */
export function sightOf(store: Store, user: UserRecord): Sight {
  const seen = new Map<string, boolean>();

  function team(record: TeamRecord): boolean {
    return record.memberIds.includes(user.id) || (!record.private && !user.guest);
  }

  function teamId(id: string): boolean {
    const known = seen.get(id);
    if (known !== undefined) return known;
    const record = store.teams.get(id);
    const answer = record !== undefined && team(record);
    seen.set(id, answer);
    return answer;
  }

  const issue = (record: IssueRecord): boolean =>
    teamId(record.teamId) || record.sharedWith?.includes(user.id) === true;
  const project = (record: ProjectRecord): boolean => record.teamIds.some(teamId);
  const projectId = (id: string): boolean => {
    const record = store.projects.get(id);
    return record !== undefined && project(record);
  };

  function document(record: DocumentRecord): boolean {
    const ofIssue = store.issues.get(record.issueId ?? '');
    const cycle = store.cycles.get(record.cycleId ?? '');
    if (record.projectId !== null) return projectId(record.projectId);
    if (ofIssue !== undefined) return issue(ofIssue);
    if (cycle !== undefined) return teamId(cycle.teamId);
    if (record.teamId !== null) return teamId(record.teamId);
    return !user.guest;
  }

  function comment(record: CommentRecord): boolean {
    const ofIssue = store.issues.get(record.issueId ?? '');
    const ofDocument = store.documents.get(record.documentId ?? '');
    const update = store.projectUpdates.get(record.projectUpdateId ?? '');
    if (ofIssue !== undefined) return issue(ofIssue);
    if (ofDocument !== undefined) return document(ofDocument);
    if (record.projectId !== null) return projectId(record.projectId);
    if (update !== undefined) return projectId(update.parentId);
    return !user.guest;
  }

  return {
    team,
    teamId,
    issue,
    label: (label) => label.teamId === null || teamId(label.teamId),
    project,
    document,
    comment,
  };
}
