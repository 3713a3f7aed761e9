import { nearestFirst } from '../linear/names/comparing.js';
import type { Toolset, ToolsetWord } from '../toolsets.js';

/** What somebody wants served: the operator for the process, a connection for itself. */
export interface Choice {
  readonly toolsets: readonly ToolsetWord[];
  readonly readOnly: boolean;
}

/** What a tool, a resource or a prompt is chosen by. */
export interface Choosable {
  readonly toolset: Toolset;
  readonly access: 'read' | 'write';
  readonly extra?: boolean;
}

/** The toolsets of `default`, without what is marked `extra` in them. */
const DAILY: readonly Toolset[] = ['issues', 'projects', 'cycles', 'workspace'];

/** Those that lie within every choice: the operator's is the bound, and a connection can only narrow it. */
export function within<T extends Choosable>(all: readonly T[], ...choices: readonly Choice[]): readonly T[] {
  return all.filter((one) => choices.every((choice) => allows(choice, one)));
}

/** The same text for the same choice, whatever its order. */
export function choiceKey({ toolsets, readOnly }: Choice): string {
  return `${readOnly ? 'read' : 'write'} ${[...toolsets].sort().join(',')}`;
}

function allows({ toolsets, readOnly }: Choice, one: Choosable): boolean {
  if (readOnly && one.access === 'write') return false;
  return toolsets.some((word) => {
    if (word === 'all' || word === one.toolset) return true;
    return word === 'default' && DAILY.includes(one.toolset) && one.extra !== true;
  });
}

/** What a caller is told who asks for a tool that there is not: those of the nearest names, for it has the whole list. */
export function unknownTool(name: string, tools: Iterable<string>): string {
  const nearest = nearestFirst([...tools], name.slice(0, 60)).slice(0, 5);
  const more = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`;
  return `There is no tool ${JSON.stringify(name.slice(0, 60))} for this caller.${more}`;
}
