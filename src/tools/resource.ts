import type { Toolset } from '../toolsets.js';
import type { Answer, ToolContext } from './tool.js';

/** Something in Linear under an address of its own, which a host can attach to a conversation. */
export interface Resource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The one variable is always called `id`: `linear://issue/{id}`. */
  readonly uriTemplate: `${string}{id}${string}`;
  readonly toolset: Toolset;
  readonly access: 'read';
  /** Throws `CallFailure`, as tools do. */
  read(id: string, context: ToolContext): Promise<Answer>;
  /** What the person may mean by a beginning, best first. */
  complete(beginning: string, context: ToolContext): Promise<readonly string[]>;
}

/** The resource at an address, and what stands for `{id}` in it. */
export function resourceAt(
  resources: readonly Resource[],
  uri: string,
): { resource: Resource; id: string } | undefined {
  for (const resource of resources) {
    const [before = '', after = ''] = resource.uriTemplate.split('{id}');
    const isAt = uri.startsWith(before) && uri.endsWith(after) && uri.length > before.length + after.length;
    const id = isAt ? decoded(uri.slice(before.length, uri.length - after.length)) : undefined;
    if (id !== undefined) return { resource, id };
  }
  return undefined;
}

/** RFC 6570 §3.2.2: a simple variable is percent-encoded and holds no slash. */
function decoded(text: string): string | undefined {
  if (text.length > 300 || /[/?#]/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
