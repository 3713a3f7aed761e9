import type { z } from 'zod';
import type { Linear } from '../linear/client.js';
import { inLinked } from '../linear/workspace/linked.js';
import type { Toolset } from '../toolsets.js';
import { parseArguments } from './arguments/parsing.js';
import { workspacesIn } from './references.js';

export { TOOLSETS, type Toolset } from '../toolsets.js';

/** What a tool answers: text a model reads. Failures are thrown as `CallFailure`, never returned. */
export interface Answer {
  readonly text: string;
  /** The same for a program, when the tool has an `output` schema; kept small, for a model may read it as well. */
  readonly structured?: Readonly<Record<string, unknown>>;
  /** What words cannot say, shown after them: pictures, sound, a document that the host may keep. */
  readonly attached?: readonly Attached[];
}

/** Content of the protocol beside text; `data` is base64. */
export type Attached =
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | {
      readonly type: 'resource';
      readonly resource: { readonly uri: string; readonly mimeType: string; readonly text: string };
    };

/** What a tool is handed besides its arguments; it knows neither tokens nor doors. */
export interface ToolContext {
  readonly linear: Linear;
  /** Aborts at the call's deadline and when the client goes away. */
  readonly signal: AbortSignal;
  /** The start of the call; "today" in relative dates. */
  readonly now: Date;
  /** Tells a client that asked for it how far a batch is; never fails. */
  readonly progress: Progress;
}

export type Progress = (done: number, total: number, message: string) => void;

/**
 * A tool is a value: its words, its schema, and one function from typed input to an answer.
 * Policy (scopes, deadlines, audit, error words) is not here but in the funnel, `call.ts`.
 */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** At most a few sentences; parameters explain themselves in the schema. */
  readonly description: string;
  readonly toolset: Toolset;
  /** Served only when its toolset is named: not what daily work needs. */
  readonly extra: boolean;
  readonly access: 'read' | 'write';
  /** Only for writes: whether something that existed may be lost (delete, overwrite). Creating is not. */
  readonly destructive: boolean;
  /** Whether the same call twice leaves the same state as once. */
  readonly idempotent: boolean;
  readonly input: z.ZodObject;
  /** Of `structured`. Only where it says in a few words what the text says: see test/snapshots/costs.md. */
  readonly output?: z.ZodObject;
  /** Parses the arguments (unknown keys are problems) and runs; throws `CallFailure`. */
  run(args: unknown, context: ToolContext): Promise<Answer>;
}

interface ToolDefinition<S extends z.ZodObject>
  extends Omit<Tool, 'input' | 'run' | 'extra' | 'destructive' | 'idempotent'> {
  readonly extra?: boolean;
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
  readonly input: S;
  run(input: z.output<S>, context: ToolContext): Promise<Answer>;
}

/** Makes a tool of its definition: binds the schema to the function, so that nothing runs on unparsed input. */
export function defineTool<S extends z.ZodObject>(definition: ToolDefinition<S>): Tool {
  const { input, run } = definition;
  const isRead = definition.access === 'read';
  return {
    ...definition,
    extra: definition.extra ?? false,
    destructive: definition.destructive ?? false,
    idempotent: definition.idempotent ?? isRead,
    run: async (args, context) => {
      const parsed = parseArguments(input, args);
      const workspaces = workspacesIn(input, parsed);
      const linear = workspaces.length === 0 ? context.linear : inLinked(context.linear, workspaces);
      return run(parsed, { ...context, linear });
    },
  };
}
