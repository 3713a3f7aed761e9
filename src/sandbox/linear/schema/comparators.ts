/** Comparator inputs: which operations each kind of value understands. */
const sets = (type: string) => `eq: ${type}  in: [${type}!]  neq: ${type}  nin: [${type}!]`;
const ranges = (type: string) => `gt: ${type}  gte: ${type}  lt: ${type}  lte: ${type}`;
const text = `
  ${sets('String')}
  contains: String
  containsIgnoreCase: String
  containsIgnoreCaseAndAccent: String
  endsWith: String
  eqIgnoreCase: String
  neqIgnoreCase: String
  notContains: String
  notContainsIgnoreCase: String
  notEndsWith: String
  notStartsWith: String
  startsWith: String
  startsWithIgnoreCase: String
`;

export const comparatorSdl = `
  input IDComparator { ${sets('ID')} }
  input IssueIDComparator { ${sets('ID')} }
  input EntityIdentifierIDComparator { ${sets('ID')} }
  input StringComparator { ${text} }
  input NullableStringComparator { ${text} null: Boolean }
  input SourceTypeComparator { ${text} }
  input NumberComparator { ${sets('Float')} ${ranges('Float')} }
  input NullableNumberComparator { ${sets('Float')} ${ranges('Float')} null: Boolean }
  input EstimateComparator {
    ${sets('Float')}
    ${ranges('Float')}
    null: Boolean
    and: [NullableNumberComparator!]
    or: [NullableNumberComparator!]
  }
  input DateComparator { ${sets('DateTimeOrDuration')} ${ranges('DateTimeOrDuration')} }
  input NullableDateComparator {
    ${sets('DateTimeOrDuration')}
    ${ranges('DateTimeOrDuration')}
    null: Boolean
  }
  input NullableTimelessDateComparator {
    ${sets('TimelessDateOrDuration')}
    ${ranges('TimelessDateOrDuration')}
    null: Boolean
  }
  input BooleanComparator { eq: Boolean  neq: Boolean }
  input RelationExistsComparator { eq: Boolean  neq: Boolean }
  input ContentComparator { contains: String  notContains: String }
  input TeamVisibilityComparator { ${sets('TeamVisibility')} }
`;
