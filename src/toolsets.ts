/** The groups of tools that an operator or a connection can choose from. */
export const TOOLSETS = [
  'issues',
  'projects',
  'cycles',
  'documents',
  'initiatives',
  'views',
  'inbox',
  'workspace',
  'releases',
  'customers',
  'reviews',
  'graphql',
] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** What a choice is written with: toolsets, `default` (what daily issue work needs), `all`. */
export const TOOLSET_WORDS = ['default', 'all', ...TOOLSETS] as const;
export type ToolsetWord = (typeof TOOLSET_WORDS)[number];

/** A comma-separated choice, in any case and order; nothing at all is `default`. */
export function parseToolsets(
  text: string,
): { ok: true; words: readonly ToolsetWord[] } | { ok: false; unknown: readonly string[] } {
  const given = text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  const unknown = given.filter((word) => !isWord(word));
  if (unknown.length > 0) return { ok: false, unknown };
  const words = TOOLSET_WORDS.filter((word) => given.includes(word));
  return { ok: true, words: words.length === 0 ? ['default'] : words };
}

function isWord(text: string): text is ToolsetWord {
  return TOOLSET_WORDS.some((word) => word === text);
}
