import { parseArgs } from 'node:util';

const OPTIONS = {
  file: { type: 'string' },
  json: { type: 'boolean' },
  org: { type: 'string' },
  mode: { type: 'string' },
  user: { type: 'string' },
  label: { type: 'string' },
  toolsets: { type: 'string' },
  'read-only': { type: 'boolean' },
  expires: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Name = keyof typeof OPTIONS;
export type Flags = {
  readonly [K in Name]?: (typeof OPTIONS)[K]['type'] extends 'string' ? string : boolean;
};

export interface Words {
  flags: Flags;
  positionals: readonly string[];
  /** What nobody can have meant. Option names and never their values, which may be a key that was pasted. */
  problems: readonly string[];
}

/** Reads options and words apart; which of them belong to a command is judged elsewhere. */
export function readWords(args: readonly string[]): Words {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    // Judged below: the parser's own words say of a missing value what they say of an unknown option.
    strict: false,
    tokens: true,
  });
  const flags: Record<string, string | boolean> = {};
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, value } = token;
    if (!isName(name)) problems.push('Unknown option. See --help.');
    else if (name in flags) problems.push(`--${name} is given twice.`);
    else if (OPTIONS[name].type === 'boolean' && value !== undefined)
      problems.push(`--${name} takes no value.`);
    else if (OPTIONS[name].type === 'string' && isMissing(value, token.inlineValue))
      problems.push(`--${name} needs a value.`);
    flags[name] = value ?? true;
  }
  return { flags: flags as Flags, positionals, problems };
}

function isName(name: string): name is Name {
  return Object.hasOwn(OPTIONS, name);
}

/** The next option is not taken for a value; one that begins so is written with an equals sign. */
function isMissing(value: string | undefined, isInline: boolean | undefined): boolean {
  return value === undefined || (isInline !== true && value.startsWith('-'));
}
