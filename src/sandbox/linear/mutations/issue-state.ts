import type { StateType } from '../model.js';
import type { IssuePatch } from './issue-fields.js';

interface Times {
  readonly startedAt: string | null;
}

/** The dates that follow from entering a workflow state, as Linear keeps them. */
export function timesOnEntering(type: StateType, before: Times, now: string): IssuePatch {
  switch (type) {
    case 'started':
      return { startedAt: before.startedAt ?? now, completedAt: null, canceledAt: null };
    case 'completed':
      return { startedAt: before.startedAt ?? now, completedAt: now, canceledAt: null };
    case 'canceled':
    case 'duplicate':
      return { completedAt: null, canceledAt: now };
    case 'triage':
    case 'backlog':
    case 'unstarted':
      return { startedAt: null, completedAt: null, canceledAt: null };
  }
}
