import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const tests = fileURLToPath(new URL('../..', import.meta.url));

export interface TestTitle {
  /** Path below `test/`. */
  file: string;
  title: string;
  /** The rows that it names at its front, such as `S26, S68: …`. */
  ids: readonly string[];
}

/** Every string that is the first argument of a call in a test file: its titles, and a few others. */
export function testTitles(): TestTitle[] {
  return readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .sort()
    .flatMap((file) => {
      const { program } = parseSync(file, readFileSync(join(tests, file), 'utf8'));
      return firstArguments(program).map((title) => ({ file, title, ids: idsOf(title) }));
    });
}

function idsOf(title: string): string[] {
  const front = /^(S\d{1,2}(?:, S\d{1,2})*): /.exec(title)?.[1];
  return front === undefined ? [] : front.split(', ');
}

function firstArguments(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(firstArguments);
  if (!('type' in node) || node.type !== 'CallExpression' || !('arguments' in node)) return inner;
  const [first] = Array.isArray(node.arguments) ? node.arguments : [];
  const value: unknown =
    typeof first === 'object' && first !== null ? Reflect.get(first, 'value') : undefined;
  return typeof value === 'string' ? [value, ...inner] : inner;
}
