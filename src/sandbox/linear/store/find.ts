import type { CycleRecord, IssueRecord, StateType } from '../model.js';
import type { Store } from './store.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID of any version (RFC 9562). */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether the text is a version 4 UUID, the only kind that Linear lets a client choose. */
export function isUuidV4(text: string): boolean {
  return UUID_V4.test(text);
}

/** `ENG-123` as people write it. */
export function identifierOf(store: Store, issue: IssueRecord): string {
  return `${store.teams.get(issue.teamId)?.key ?? '?'}-${issue.number}`;
}

/** An issue by UUID, by identifier in any case, or by an identifier it had before it moved to another team. */
export function findIssue(store: Store, reference: string): IssueRecord | undefined {
  if (isUuid(reference)) return store.issues.get(reference.toLowerCase());
  const identifier = reference.toUpperCase();
  const [current] = store.issues.by('identifier', identifier);
  if (current !== undefined) return current;
  const former = store.formerIdentifiers.get(identifier);
  return former === undefined ? undefined : store.issues.get(former);
}

/** The type of the issue's workflow state. */
export function stateTypeOf(store: Store, issue: IssueRecord): StateType {
  return store.states.get(issue.stateId)?.type ?? 'backlog';
}

/** The first state of one of the types in the team, by position. */
export function firstStateOf(store: Store, teamId: string, types: readonly StateType[]) {
  for (const type of types) {
    const [state] = store.states
      .by('team', teamId)
      .filter((candidate) => candidate.type === type)
      .sort((a, b) => a.position - b.position);
    if (state !== undefined) return state;
  }
  return undefined;
}

export interface CyclePlaces {
  readonly active: CycleRecord | undefined;
  readonly next: CycleRecord | undefined;
  readonly previous: CycleRecord | undefined;
}

/** Which of the team's cycles is the current, the next and the previous one at `now` (ISO). */
export function cyclePlaces(store: Store, teamId: string, now: string): CyclePlaces {
  const cycles = [...store.cycles.by('team', teamId)].sort((a, b) => a.number - b.number);
  return {
    active: cycles.find((cycle) => cycle.startsAt <= now && now < cycle.endsAt),
    next: cycles.find((cycle) => cycle.startsAt > now),
    previous: cycles.filter((cycle) => cycle.endsAt <= now).at(-1),
  };
}
