import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Declaration,
  parseSync,
  type Statement,
  type TSPropertySignature,
  type TSType,
  type TSTypeLiteral,
  type TSTypeReference,
} from 'oxc-parser';

/** A field as published: its type in GraphQL notation (`[String!]!`). */
export type PublishedFields = ReadonlyMap<string, string>;

/** Linear's schema, as far as the published types tell it. Names are in lower case: see `key`. */
export interface Published {
  readonly objects: ReadonlyMap<string, PublishedFields>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly scalars: ReadonlySet<string>;
}

/**
 * The code generator of the SDK changes the case of acronyms in type names (`IDComparator` is published as
 * `IdComparator`, the arguments of `attachmentsForURL` as `QueryAttachmentsForUrlArgs`), so type names are compared
 * without case. Field, argument and enum value names are compared exactly.
 */
export const key = (name: string): string => name.toLowerCase();

/** The text of the SDK's main declaration file, whose name carries a hash. */
export function readPublishedTypes(): string {
  const dist = dirname(fileURLToPath(import.meta.resolve('@linear/sdk')));
  const entry = readFileSync(join(dist, 'index.d.mts'), 'utf8');
  const files = readdirSync(dist).filter(
    (name) => /^index-.*\.d\.mts$/.test(name) && entry.includes(name.slice(0, -6)),
  );
  const [file] = files;
  if (file === undefined || files.length !== 1)
    throw new Error(`expected one declaration file, found: ${files}`);
  return readFileSync(join(dist, file), 'utf8');
}

/** Reads declarations of the form the SDK's generator writes. */
export function parsePublished(source: string): Published {
  const { program, errors } = parseSync('published.d.mts', source);
  if (errors.length > 0) throw new Error(`the published types do not parse: ${errors[0]?.message}`);
  const objects = new Map<string, PublishedFields>();
  const enums = new Map<string, readonly string[]>();
  let scalars: ReadonlySet<string> = new Set();
  for (const declaration of program.body.flatMap(declarationsOf)) {
    if (declaration.type === 'TSEnumDeclaration') {
      enums.set(key(declaration.id.name), declaration.body.members.map(enumValue));
    } else if (declaration.type === 'TSTypeAliasDeclaration') {
      const literal = literalOf(declaration.typeAnnotation);
      if (literal === undefined) continue;
      const name = declaration.id.name;
      if (name === 'Scalars') scalars = new Set(properties(literal).map(propertyName));
      // The first one counts: later ones of the same name belong to other things (webhook payloads, model classes).
      else if (!objects.has(key(name))) objects.set(key(name), fieldsOf(literal));
    }
  }
  return { objects, enums, scalars };
}

function declarationsOf(statement: Statement): Declaration[] {
  switch (statement.type) {
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      return [statement];
    default:
      return [];
  }
}

function enumValue(member: { initializer: unknown }): string {
  const { initializer } = member;
  if (typeof initializer === 'object' && initializer !== null && 'value' in initializer)
    return String(initializer.value);
  throw new Error('an enum member without a value');
}

/** `{ … }`, or the `{ … }` of `Node & { … }`. */
function literalOf(type: TSType): TSTypeLiteral | undefined {
  if (type.type === 'TSTypeLiteral') return type;
  if (type.type !== 'TSIntersectionType') return undefined;
  return type.types.find((part): part is TSTypeLiteral => part.type === 'TSTypeLiteral');
}

function properties(literal: TSTypeLiteral): TSPropertySignature[] {
  return literal.members.filter(
    (member): member is TSPropertySignature => member.type === 'TSPropertySignature',
  );
}

function propertyName({ key: name }: TSPropertySignature): string {
  if (name.type === 'Identifier') return name.name;
  return name.type === 'Literal' ? String(name.value) : '?';
}

function fieldsOf(literal: TSTypeLiteral): PublishedFields {
  const fields = properties(literal).filter((property) => propertyName(property) !== '__typename');
  return new Map(
    fields.map((property) => {
      const annotation = property.typeAnnotation?.typeAnnotation;
      return [propertyName(property), annotation === undefined ? '?' : notation(annotation)];
    }),
  );
}

/** The GraphQL notation of a published type; `?` for what is no GraphQL type (those are never looked up). */
function notation(type: TSType): string {
  if (type.type === 'TSIndexedAccessType' && type.indexType.type === 'TSLiteralType') {
    const { literal } = type.indexType;
    return 'value' in literal ? `${String(literal.value)}!` : '?';
  }
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return '?';
  const [argument] = type.typeArguments?.params ?? [];
  return referenceNotation(type, type.typeName.name, argument);
}

function referenceNotation(_type: TSTypeReference, name: string, argument: TSType | undefined): string {
  if (argument === undefined) return `${name}!`;
  const inner = notation(argument);
  if (name === 'Maybe' || name === 'InputMaybe') return inner.replace(/!$/, '');
  return name === 'Array' ? `[${inner}]!` : '?';
}
