import type { RequestContext } from '../context.js';
import { inputError, notFound } from '../errors.js';
import type {
  CommentRecord,
  CycleRecord,
  IssueRecord,
  LabelRecord,
  MilestoneRecord,
  ProjectRecord,
  StateRecord,
  TeamRecord,
  UserRecord,
} from '../model.js';
import { findIssue, isUuid } from '../store/find.js';

/** What was found, if it is there and the viewer can see it; Linear's "Entity not found" otherwise. */
function found<T>(entity: string, record: T | undefined, visible: (record: T) => boolean): T {
  if (record === undefined || !visible(record)) throw notFound(entity);
  return record;
}

/** An issue by UUID or identifier. */
export function issueBy(reference: string, { store, sight }: RequestContext): IssueRecord {
  return found('Issue', findIssue(store, reference), sight.issue);
}

/** A team by UUID or key. */
export function teamBy(reference: string, { store, sight }: RequestContext): TeamRecord {
  const [byKey] = store.teams.by('key', reference.toUpperCase());
  return found('Team', store.teams.get(reference) ?? byKey, sight.team);
}

/** A user by UUID; `me` is the viewer. */
export function userBy(reference: string, { store, viewer }: RequestContext): UserRecord {
  return found('User', reference === 'me' ? viewer : store.users.get(reference), () => true);
}

/** A project by UUID or slug. */
export function projectBy(reference: string, { store, sight }: RequestContext): ProjectRecord {
  const [bySlug] = store.projects.by('slug', reference.split('-').at(-1) ?? '');
  return found('Project', store.projects.get(reference) ?? bySlug, sight.project);
}

/** A workflow state by UUID. */
export function stateBy(id: string, { store, sight }: RequestContext): StateRecord {
  return found('WorkflowState', store.states.get(id), (state) => sight.teamId(state.teamId));
}

/** A label by UUID. */
export function labelBy(id: string, { store, sight }: RequestContext): LabelRecord {
  return found('IssueLabel', store.labels.get(id), sight.label);
}

/** A cycle by UUID. */
export function cycleBy(id: string, { store, sight }: RequestContext): CycleRecord {
  return found('Cycle', store.cycles.get(id), (cycle) => sight.teamId(cycle.teamId));
}

/** A milestone by UUID. */
export function milestoneBy(id: string, context: RequestContext): MilestoneRecord {
  const milestone = found('ProjectMilestone', context.store.milestones.get(id), () => true);
  projectBy(milestone.projectId, context);
  return milestone;
}

/** A comment by UUID, on something that the viewer can see. */
export function commentBy(id: string | null | undefined, { store, sight }: RequestContext): CommentRecord {
  if (!id) throw inputError('Argument Validation Error', 'id or hash is required.');
  return found('Comment', store.comments.get(id), sight.comment);
}

/** Refuses references that are not UUIDs where Linear takes nothing else. */
export function requireUuid(name: string, id: string): string {
  if (!isUuid(id)) throw inputError('Argument Validation Error', `${name} must be a UUID.`);
  return id.toLowerCase();
}
