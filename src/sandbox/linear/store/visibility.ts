import type { IssueRecord, LabelRecord, ProjectRecord, TeamRecord, UserRecord } from '../model.js';
import type { Store } from './store.js';

/** What one user can see. A private team is there for its members only; a guest sees only teams joined. */
export interface Sight {
  team(team: TeamRecord): boolean;
  teamId(id: string): boolean;
  issue(issue: IssueRecord): boolean;
  label(label: LabelRecord): boolean;
  project(project: ProjectRecord): boolean;
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

  return {
    team,
    teamId,
    issue: (issue) => teamId(issue.teamId) || issue.sharedWith?.includes(user.id) === true,
    label: (label) => label.teamId === null || teamId(label.teamId),
    project: (project) => project.teamIds.some(teamId),
  };
}
