import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { key, type Published, type PublishedFields } from './linear-published.js';

/**
 * Every difference between our schema and the published types, one sentence each; an empty list proves ours a subset.
 *
 * Limits of the published types, all of them invisible here: a non-null argument that has a default value is published
 * as nullable (our SDL has no default values, so ours would be reported as stricter), descriptions of arguments and
 * default values are missing, and the case of acronyms in type names is lost (see `key`).
 */
export function differences(schema: GraphQLSchema, published: Published): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => compareType(type, published));
}

function compareType(type: GraphQLNamedType, published: Published): string[] {
  if (isScalarType(type)) {
    const known = isSpecifiedScalarType(type) || published.scalars.has(type.name);
    return known ? [] : [`scalar ${type.name} is not published`];
  }
  if (isEnumType(type)) {
    const ours = type.getValues().map((value) => value.name);
    const theirs = published.enums.get(key(type.name));
    if (theirs === undefined) return [`enum ${type.name} is not published`];
    return sameSet(ours, theirs)
      ? []
      : [`enum ${type.name} has ${ours.join(', ')}; published: ${theirs.join(', ')}`];
  }
  const theirs = published.objects.get(key(type.name));
  if (theirs === undefined) return [`type ${type.name} is not published`];
  if (isInputObjectType(type)) return compareInputs(type.name, Object.values(type.getFields()), theirs);
  if (!isObjectType(type) && !isInterfaceType(type))
    return [`type ${type.name} is of a kind that is not compared`];
  return Object.values(type.getFields()).flatMap((field) => [
    ...compareField(`${type.name}.${field.name}`, field, theirs),
    ...compareArguments(type.name, field, published),
  ]);
}

function compareField(
  where: string,
  field: { name: string; type: unknown },
  theirs: PublishedFields,
): string[] {
  const published = theirs.get(field.name);
  if (published === undefined) return [`${where} is not published`];
  const ours = String(field.type);
  return key(published) === key(ours) ? [] : [`${where} is ${ours}; published: ${published}`];
}

type Input = GraphQLArgument | GraphQLInputField;

/** Inputs have to exist, and none that Linear requires may be missing. */
function compareInputs(where: string, inputs: readonly Input[], theirs: PublishedFields): string[] {
  const ours = new Set(inputs.map((input) => input.name));
  const missing = [...theirs].filter(([name, type]) => type.endsWith('!') && !ours.has(name));
  return [
    ...inputs.flatMap((input) => compareField(`${where}.${input.name}`, input, theirs)),
    ...missing.map(([name]) => `${where}.${name} is required by Linear and missing here`),
  ];
}

function compareArguments(
  parent: string,
  field: GraphQLField<unknown, unknown>,
  published: Published,
): string[] {
  const where = `${parent}.${field.name}(…)`;
  const theirs = published.objects.get(key(`${parent}${field.name}Args`));
  if (theirs === undefined) return field.args.length === 0 ? [] : [`${where} has no published arguments`];
  return compareInputs(where, field.args, theirs);
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value) => right.includes(value));
}
