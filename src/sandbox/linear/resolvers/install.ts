import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { RequestContext } from '../context.js';

/** Resolvers of one type: the source is the stored record, the arguments are what the schema declares. */
export type Fields<S> = Readonly<Record<string, GraphQLFieldResolver<S, RequestContext>>>;

/** Attaches resolvers to a type; a name the schema does not have is a mistake in this program. */
export function install<S>(schema: GraphQLSchema, typeName: string, fields: Fields<S>): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new TypeError(`not an object type: ${typeName}`);
  const declared = type.getFields();
  for (const [name, resolve] of Object.entries(fields)) {
    const field = declared[name];
    if (field === undefined) throw new TypeError(`not a field: ${typeName}.${name}`);
    field.resolve = resolve;
  }
}

/** Parses hand-written SDL; the schema is checked once, at start. */
export function parseSchema(sdl: string): GraphQLSchema {
  return buildSchema(sdl);
}
