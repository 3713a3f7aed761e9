import { issueParity } from './issues.js';

/** A capability, the tools of Linear's own server that have it (of 2026-09-30), and ours; `note` says how they differ. */
export interface Capability {
  readonly what: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  readonly note?: string;
}

export const parity: readonly Capability[] = [...issueParity];
