import { z } from 'zod';
import { sentenceFor } from '../../errors.js';
import type { Linear } from '../../linear/client.js';
import { type Move, type Moved, moveIssues } from '../../linear/issues/around/lifecycle.js';
import { names } from '../fields.js';
import { issueIn } from '../references.js';
import { quotedTitle } from '../text/untrusted.js';
import { type Answer, defineTool, type Progress } from '../tool.js';

const MOST = 50;
const ids = names('Up to 50 issues such as ENG-123', { max: MOST });

export const deleteIssuesTool = defineTool({
  name: 'delete_issues',
  title: 'Delete issues',
  description:
    'Moves Linear issues to the trash, where they stay for 30 days; archive_issues with action "restore" brings them back.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({ ids }),
  run: (input, { linear, progress }) => move(linear, { ids: input.ids, to: 'delete', progress }),
});

export const archiveIssuesTool = defineTool({
  name: 'archive_issues',
  title: 'Archive or restore issues',
  description: 'Archives Linear issues, or restores them from the archive or the trash.',
  toolset: 'issues',
  access: 'write',
  idempotent: true,
  input: z.strictObject({
    ids,
    action: z.enum(['archive', 'restore']).describe('What to do').default('archive'),
  }),
  run: (input, { linear, progress }) => move(linear, { ids: input.ids, to: input.action, progress }),
});

const DONE: Readonly<Record<Move, string>> = {
  delete: 'moved to the trash',
  archive: 'archived',
  restore: 'restored',
};

async function move(
  linear: Linear,
  wanted: { ids: readonly string[]; to: Move; progress: Progress },
): Promise<Answer> {
  const { to, progress } = wanted;
  const references = [...new Set(wanted.ids.map((id) => issueIn('ids', id)))];
  progress(0, references.length, 'looking them up');
  const { moved, failure } = await moveIssues(linear, references, to);
  progress(references.length, references.length, DONE[to]);
  const lines = moved.map((one) => movedLine(one, to));
  const rest = failure === undefined ? [] : [`Stopped on the way: ${sentenceFor(failure)}`];
  return { text: [...lines, ...rest].join('\n') };
}

function movedLine({ issue, outcome }: Moved, to: Move): string {
  const what: Readonly<Record<Moved['outcome'], string>> = {
    done: DONE[to],
    'as before': `${DONE[to]} already`,
    'not done': `NOT ${DONE[to]}`,
    'in the trash': `in the trash, so NOT ${DONE[to]}: restore it first`,
  };
  return `${issue.identifier} ${quotedTitle(issue.title, 80)} | ${what[outcome]}`;
}
