/** Pieces that the hand-written SDL repeats: the arguments of a connection, its types, and families of filters. */

const PAGE =
  'after: String, before: String, first: Int, includeArchived: Boolean, last: Int, orderBy: PaginationOrderBy';

/** The arguments of a connection field, with further ones where given. */
export function page(...further: readonly string[]): string {
  return `(${[PAGE, ...further].join(', ')})`;
}

/** A connection and its edge for the named node type. */
export function connection(node: string): string {
  return `
    type ${node}Connection { edges: [${node}Edge!]!  nodes: [${node}!]!  pageInfo: PageInfo! }
    type ${node}Edge { cursor: String!  node: ${node}! }`;
}

/** The payload of a mutation: the entity under `field`, the sync id and the outcome. */
export function payload(name: string, field: string): string {
  return `type ${name} { ${field}  lastSyncId: Float!  success: Boolean! }`;
}

export interface FilterFamily {
  readonly name: string;
  readonly fields: string;
  readonly nullable?: boolean;
  readonly collection?: boolean;
  /** Which of the plain fields the collection form has too; all of them when absent. */
  readonly collectionFields?: string;
  /** Whether the collection form knows `null`. */
  readonly collectionNull?: boolean;
}

function compound(name: string): string {
  return `and: [${name}!]  or: [${name}!]`;
}

/** `XFilter`, and where asked `NullableXFilter` and `XCollectionFilter`, from one list of fields. */
export function filterFamily(family: FilterFamily): string {
  const { name, fields } = family;
  const parts = [`input ${name}Filter { ${compound(`${name}Filter`)} ${fields} }`];
  if (family.nullable === true) {
    parts.push(
      `input Nullable${name}Filter { null: Boolean ${compound(`Nullable${name}Filter`)} ${fields} }`,
    );
  }
  if (family.collection === true) {
    const own = `some: ${name}Filter  every: ${name}Filter  length: NumberComparator`;
    const none = family.collectionNull === true ? 'null: Boolean' : '';
    const rest = family.collectionFields ?? fields;
    const both = compound(`${name}CollectionFilter`);
    parts.push(`input ${name}CollectionFilter { ${own} ${none} ${both} ${rest} }`);
  }
  return parts.join('\n');
}
