import { z } from 'zod';
import { createNote, getNote, listNotes, type NoteDetail, updateNote } from '../../linear/releases/notes.js';
import { versionOf } from '../../linear/texts/version.js';
import { idempotencyKey, longText, name, names, shortText, textFrom } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  namesOf,
  refuse,
  stateLines,
} from '../shared/changes.js';
import { detailText } from '../shared/details.js';
import { listAnswer, paging } from '../shared/lists.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { counted, joined } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const listReleaseNotesTool = defineTool({
  name: 'list_release_notes',
  title: 'List or read release notes',
  description: 'Lists Linear release notes, or reads one.',
  toolset: 'releases',
  access: 'read',
  input: z.strictObject({
    note: name('Read this one: title, slug or link').optional(),
    text_from: textFrom('Read a long note from this character on'),
    query: shortText('Words in the title', 200).optional(),
    pipeline: name('Name').optional(),
    release: name('Name or UUID').optional(),
    ...paging,
  }),
  run: async ({ note, text_from: from, cursor, limit, ...query }, { linear }) => {
    if (note !== undefined) return { text: await noteText(linear, note, from) };
    return listAnswer(
      { cursor, query, load: (after) => listNotes(linear, query, { limit, after }) },
      {
        noun: 'release note',
        legend: 'Row: title (slug) | pipeline | releases | updated.',
        line: (row) =>
          joined([
            `${quotedTitle(row.name ?? 'untitled')} (${row.slugId ?? ''})`,
            nameField(row.pipeline.name),
            counted(row.releaseCount, 'release'),
            row.updatedAt.slice(0, 10),
          ]),
      },
    );
  },
});

async function noteText(linear: Parameters<typeof getNote>[0], given: string, from: number | undefined) {
  const note = await getNote(linear, given);
  const releases = note.releases.map((release) => nameField(release.name));
  return detailText({
    facts: [
      joined([
        `${quotedTitle(note.name ?? 'untitled')} (${note.slugId ?? ''})`,
        nameField(note.pipeline.name),
      ]),
      `covers ${releases.join(', ') || 'no release'}`,
      linkField(note.url),
    ],
    body: {
      label: 'release note',
      text: note.documentContent?.content,
      version: versionOf(note.documentContent?.content),
    },
    from,
  });
}

const common = {
  content: longText('Markdown; the whole text').optional(),
  releases: names('What it covers: names or UUIDs').optional(),
  range_from: name('Or: the first release').optional(),
  range_to: name('And the last one').optional(),
};
type Common = { releases?: unknown; range_from?: unknown; range_to?: unknown };

function checkRange({ releases, range_from: from, range_to: to }: Common): void {
  if ((from === undefined) !== (to === undefined)) refuse('range_from and range_to go together');
  if (releases !== undefined && from !== undefined) refuse('use releases or a range, not both');
}

const fields: readonly FieldReader<NoteDetail>[] = [
  ['title', (state) => state.name, 'quoted'],
  ['content', (state) => state.documentContent?.content, 'edited'],
  ['releases', (state) => namesOf(state.releases.map((release) => nameField(release.name)))],
];

export const createReleaseNoteTool = defineTool({
  name: 'create_release_note',
  title: 'Create release note',
  description: 'Writes a release note in a Linear release pipeline.',
  toolset: 'releases',
  access: 'write',
  input: z.strictObject({
    pipeline: name('Name'),
    title: shortText('One line', 255),
    ...common,
    idempotency_key: idempotencyKey(),
  }),
  run: async (input, { linear }) => {
    checkRange(input);
    const { range_from: from, range_to: to, idempotency_key: key, ...rest } = input;
    const { made, isNew } = await createNote(linear, { ...rest, from, to }, key);
    const what = `release note (${made.slugId ?? ''})`;
    const lines = stateLines(made, fields);
    const isEmpty = from !== undefined && made.releases.length === 0;
    const empty = isEmpty ? ['releases: none: is range_from the later of the two?'] : [];
    return createdAnswer(isNew, what, [...lines, ...empty], made.url);
  },
});

export const updateReleaseNoteTool = defineTool({
  name: 'update_release_note',
  title: 'Update release note',
  description: 'Changes a Linear release note and answers before → after.',
  toolset: 'releases',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    note: name('Title, slug or link'),
    title: shortText('One line', 255).optional(),
    ...common,
    releases: names('All that it covers: names or UUIDs; [] for none', { mayBeEmpty: true }).optional(),
    edits: edits('content').optional(),
    version: version().optional(),
  }),
  run: async ({ note, content, edits: changed, version: read, ...input }, { linear }) => {
    const rewrite = newTextOf({ text: content, edits: changed, version: read, name: 'content' });
    const asked = askedFor({ ...input, content: rewrite }, []);
    checkRange(input);
    const { range_from: from, range_to: to, ...rest } = input;
    const states = await updateNote(linear, note, { ...rest, rewrite, from, to });
    const lines = changeLines(
      states,
      fields,
      new Set([...asked, ...(from === undefined ? [] : ['releases'])]),
    );
    return changeAnswer(
      `Release note ${quotedTitle(states.after.name ?? 'untitled')}`,
      lines,
      states.after.url,
    );
  },
});
