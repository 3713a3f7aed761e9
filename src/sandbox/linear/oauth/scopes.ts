const KNOWN = new Set([
  'read',
  'write',
  'issues:create',
  'comments:create',
  'timeSchedule:write',
  'admin',
  'app:assignable',
  'app:mentionable',
  'customer:read',
  'customer:write',
  'initiative:read',
  'initiative:write',
]);

/** Scopes of a request, comma- or space-separated; `read` is always among them. Null when one is unknown. */
export function parseScopes(text: string | null): readonly string[] | null {
  const asked = (text ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  return asked.every((scope) => KNOWN.has(scope)) ? [...new Set(['read', ...asked])] : null;
}
