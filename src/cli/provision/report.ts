import type { FileEdit } from './files/files.js';
import { type Registration, registerLine } from './register.js';
import type { Judgement } from './step.js';

/** The lines that the person reads. */

const SIGN = { reuse: '✓', create: '+', change: '~', conflict: '✗' } as const;
const DONE = { reuse: 'reused', create: 'created', change: 'changed', conflict: 'conflict' } as const;
const PLANNED = {
  reuse: 'is there',
  create: 'would be created',
  change: 'would be changed',
  conflict: 'conflict',
} as const;

const WIDTH = 40;

function line(judgement: Judgement, name: string, word: string): string {
  const note = 'note' in judgement && judgement.note !== undefined ? `: ${judgement.note}` : '';
  const fix = judgement.verdict === 'conflict' ? `\n      ${judgement.fix}` : '';
  return `  ${SIGN[judgement.verdict]} ${name.padEnd(WIDTH)} ${word}${note}${fix}`;
}

export const planned = (name: string, judgement: Judgement): string =>
  line(judgement, name, PLANNED[judgement.verdict]);

export const done = (name: string, judgement: Judgement): string =>
  line(judgement, name, DONE[judgement.verdict]);

export const failed = (name: string): string => `  ✗ ${name.padEnd(WIDTH)} failed`;

export const plannedFile = (edit: FileEdit): string => fileLine(edit, 'would be written');
export const doneFile = (edit: FileEdit): string => fileLine(edit, 'written');

function fileLine({ name, isChanged, note }: FileEdit, word: string): string {
  const verdict = isChanged ? `${word}: ${note}` : 'is as it should be';
  return `  ${isChanged ? '~' : '✓'} ${name.padEnd(WIDTH)} ${verdict}`;
}

export function endOfPlan(conflicts: number): string {
  if (conflicts === 0) return '\nThis was a dry run: nothing has been written anywhere.';
  return '\nNothing has been written anywhere: what contradicts is yours to decide. Mend it and run this again.';
}

export function nextSteps(registration: Registration, url: string): string[] {
  const start = 'Start the server:  keycard run -- npm start';
  switch (registration) {
    case 'registered':
      return ['  + Claude Code                              knows the server as "linear"', start];
    case 'already':
      return ['  ✓ Claude Code                              knows the server already', start];
    case 'different':
      return [
        'Claude Code has another server called "linear". To replace it:',
        `  claude mcp remove linear && ${registerLine(url)}`,
        start,
      ];
    case 'failed':
    case 'no_claude':
      return [start, `Tell your client:  ${registerLine(url)}`];
  }
}
