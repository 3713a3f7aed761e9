import type { InitiativeState } from './read.js';

/** Fields of an initiative by name; `null` empties one. */
export interface InitiativeFields {
  readonly name?: string | undefined;
  readonly summary?: string | undefined;
  readonly content?: string | undefined;
  readonly status?: string | undefined;
  readonly owner?: string | null | undefined;
  readonly leadTeam?: string | null | undefined;
  readonly targetDate?: string | null | undefined;
  readonly priority?: number | undefined;
  readonly icon?: string | undefined;
  readonly color?: string | undefined;
  readonly addLabels?: readonly string[] | undefined;
  readonly removeLabels?: readonly string[] | undefined;
}
/** Changes besides fields: its text, and what it is tied to, each a link that Linear keeps on its own. */
export interface InitiativeEdits {
  /** What becomes of the present text; refuses when it is not the one that was read. */
  readonly rewrite?: ((present: string) => string) | undefined;
  readonly addProject?: string | undefined;
  readonly removeProject?: string | undefined;
  readonly addParent?: string | undefined;
  readonly removeParent?: string | undefined;
}

export interface InitiativeChanged {
  readonly before: InitiativeState;
  readonly after: InitiativeState;
  /** The project that was to be added was part of it already. */
  readonly hadProject: boolean;
}
