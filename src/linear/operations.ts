interface HasDocument {
  readonly document: string;
}

/** The operations that modules export, so that none can be forgotten in the registry. */
export function operationsIn(...modules: readonly Readonly<Record<string, unknown>>[]): HasDocument[] {
  return modules.flatMap((module) => Object.values(module).filter(isOperation));
}

function isOperation(value: unknown): value is HasDocument {
  return (
    typeof value === 'object' && value !== null && 'document' in value && typeof value.document === 'string'
  );
}
