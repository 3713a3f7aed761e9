import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Instruction {
  keyword: string;
  text: string;
}

export interface Stage {
  base: string;
  name: string | undefined;
  instructions: Instruction[];
}

export interface Copy {
  /** The stage it copies from; absent for the build context. */
  from: string | undefined;
  sources: string[];
  target: string;
}

/** The stages of the Dockerfile, in the little of its syntax that ours uses. */
export function readStages(): Stage[] {
  const text = readFileSync(`${ROOT}Dockerfile`, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '');
  const instructions = text.split('\n').flatMap((line) => {
    const [, keyword, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return keyword === undefined || rest === undefined ? [] : [{ keyword, text: rest }];
  });
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const [base = '', , name] = instruction.text.split(/\s+/);
      stages.push({ base, name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

export function copiesOf(stage: Stage): Copy[] {
  return valuesOf(stage, 'COPY').map((text) => {
    const [, from, rest = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? [];
    const paths = rest.split(/\s+/);
    return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
  });
}

export function valuesOf(stage: Stage, keyword: string): string[] {
  return stage.instructions.filter((each) => each.keyword === keyword).map(({ text }) => text);
}

/** `ENV A=1 B=2` as a record. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = valuesOf(stage, 'ENV').flatMap((text) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

/** The words of an instruction in exec form. */
export function wordsOf(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
