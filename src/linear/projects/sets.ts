import { fail } from '../../errors.js';
import { cleanName, writtenAs } from '../names/comparing.js';
import { isNamed } from '../names/given.js';
import { candidate } from '../names/resolving.js';

interface Edit<Node> {
  readonly add: readonly string[];
  readonly remove: readonly string[] | undefined;
  /** What one is called in an error, and how it is named. */
  readonly of: string;
  readonly name: (node: Node) => string;
}

/**
 * A set that Linear only takes as a whole, after adding and removing by name; nothing when neither was asked for.
 * What is to be removed and is not there is an error, not nothing.
 */
export function editedIds<K extends string, Node extends { readonly id: string }>(
  field: K,
  present: readonly Node[],
  edit: Edit<Node>,
): { readonly [key in K]?: string[] } {
  const { add, remove = [], of, name } = edit;
  if (add.length === 0 && remove.length === 0) return {};
  const gone = remove.map((given) => {
    const node = present.find((each) => isNamed({ id: each.id, name: name(each) }, given));
    const candidates = present.map((each) => candidate(writtenAs(name(each), each.id)));
    return (
      node?.id ??
      fail({ code: 'name_not_found', argument: `${of} on it`, given: cleanName(given), candidates })
    );
  });
  const kept = present.map(({ id }) => id).filter((id) => !gone.includes(id));
  const entry: Partial<Record<K, string[]>> = {};
  entry[field] = [...new Set([...kept, ...add])];
  return entry;
}
