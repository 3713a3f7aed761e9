import {
  GraphQLError,
  type GraphQLSchema,
  isScalarType,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { isDuration, isIsoDate, isTimelessDate } from '../query/dates.js';
import { isUuid } from '../store/find.js';

type Check = (value: unknown) => unknown;

function text(name: string, valid: (text: string) => boolean): Check {
  return (value) => {
    if (typeof value === 'string' && valid(value)) return value;
    throw new GraphQLError(`${name} cannot represent value: ${JSON.stringify(value)}`);
  };
}

function jsonObject(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new GraphQLError('JSONObject cannot represent a value that is not an object');
}

const checks: Readonly<Record<string, Check>> = {
  DateTime: text('DateTime', (value) => isIsoDate(value) || isDuration(value)),
  DateTimeOrDuration: text('DateTimeOrDuration', (value) => isIsoDate(value) || isDuration(value)),
  TimelessDate: text('TimelessDate', (value) => isTimelessDate(value) || isDuration(value)),
  TimelessDateOrDuration: text(
    'TimelessDateOrDuration',
    (value) => isTimelessDate(value) || isDuration(value),
  ),
  UUID: text('UUID', isUuid),
  JSONObject: jsonObject,
};

function fromLiteral(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node);
}

/** Gives the schema's custom scalars their input checks; output passes through as stored. */
export function installScalars(schema: GraphQLSchema): void {
  for (const [name, check] of Object.entries(checks)) {
    const scalar = schema.getType(name);
    if (!isScalarType(scalar)) continue;
    scalar.parseValue = check;
    scalar.parseLiteral = (node) => check(fromLiteral(node));
  }
}
