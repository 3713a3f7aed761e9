import type { Toolset } from '../../toolsets.js';

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
}

/** Something a person starts by name, as a slash command: words for the model, made of what the person filled in. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly toolset: Toolset;
  /** Whether following it needs tools that write. */
  readonly access: 'read' | 'write';
  readonly arguments: readonly PromptArgument[];
  /** The message; what was filled in is one line each, in quotes. */
  text(given: Readonly<Record<string, string>>): string;
}
