import { fail } from '../../errors.js';
import { cleanName, writtenAs } from '../names/comparing.js';
import { isNamed } from '../names/given.js';
import { candidate } from '../names/resolving.js';
import type { Part } from '../rows.js';

interface Edit<Node> {
  readonly add: readonly string[];
  readonly remove: readonly string[] | undefined;
  /** What one is called in an error, and how it is named. */
  readonly of: string;
  readonly name: (node: Node) => string;
  /** By what else than its name and its UUID it is known. */
  readonly fits?: (node: Node, given: string) => boolean;
}

/**
 * A set that Linear only takes as a whole, after adding and removing by name; nothing when neither was asked for.
 * What is to be removed and is not there is an error, not nothing; and a set that is not known whole is left alone, for
 * what is not known would be gone.
 */
export function editedIds<K extends string, Node extends { readonly id: string }>(
  field: K,
  { nodes: present, pageInfo }: Part<Node>,
  edit: Edit<Node>,
): { readonly [key in K]?: string[] } {
  const { add, remove = [], of, name, fits } = edit;
  if (add.length === 0 && remove.length === 0) return {};
  if (pageInfo.hasNextPage) {
    const problem = `it has more ${of}s than the ${present.length} that can be changed here, and Linear takes them as a whole: change its ${of}s in Linear`;
    fail({ code: 'invalid_arguments', problems: [problem] });
  }
  const gone = remove.map((given) => {
    const named = present.filter((each) => isNamed({ id: each.id, name: name(each) }, given));
    const meant = named.length > 0 ? named : present.filter((each) => fits?.(each, given));
    const [node, another] = meant;
    if (node !== undefined && another === undefined) return node.id;
    const candidates = (node === undefined ? present : meant).map((each) =>
      candidate(node === undefined ? writtenAs(name(each), each.id) : `${name(each)} (${each.id})`),
    );
    const code = node === undefined ? 'name_not_found' : 'name_ambiguous';
    return fail({ code, argument: `${of} on it`, given: cleanName(given), candidates });
  });
  const kept = present.map(({ id }) => id).filter((id) => !gone.includes(id));
  const entry: Partial<Record<K, string[]>> = {};
  entry[field] = [...new Set([...kept, ...add])];
  return entry;
}
