import { parseEnv } from 'node:util';

/** The text of `.env` with these variables set, and everything else as it was. Values are URLs and numbers. */
export function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).reduce(setVariable, text);
}

function setVariable(text: string, [name, value]: readonly [string, string]): string {
  if (parseEnv(text)[name] === value) return text;
  const line = `${name}=${value}`;
  const own = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
  const lines = text.split('\n');
  // The last assignment is the one that counts.
  const at = lines.findLastIndex((candidate) => own.test(candidate));
  if (at >= 0) return lines.with(at, line).join('\n');
  return text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}\n`;
}
