import { z } from 'zod';
import { createIssue, updateIssue } from '../../linear/issues/writing/single.js';
import { idempotencyKey, longText, name, names, orNull, shortText } from '../fields.js';
import { issueIn } from '../references.js';
import { refuse } from '../shared/changes.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined, shelf } from '../text/rows.js';
import { linkField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { issueChangeLines, stateLine } from './changes.js';
import { subscribersField } from './facts.js';
import { changedFields, changedFieldsOf, changesAnything, moment, newFields, newFieldsOf } from './fields.js';

export const createIssueTool = defineTool({
  name: 'create_issue',
  title: 'Create issue',
  description: 'Creates a Linear issue as the person who asks. Every name must exist; nothing is dropped.',
  toolset: 'issues',
  access: 'write',
  input: z.strictObject({
    title: shortText('One line', 500),
    team: name('Key or name'),
    description: longText('Markdown').optional(),
    ...newFields,
    subscribers: names('Who follows it').optional(),
    template: name('Name of an issue template').optional(),
    sla_breaches_at: moment('Time with zone').optional(),
    idempotency_key: idempotencyKey(),
  }),
  output: z.object({ id: z.string(), url: z.string(), created: z.boolean() }),
  run: async (input, { linear }) => {
    const {
      idempotency_key: key,
      title,
      team,
      description,
      subscribers,
      template,
      sla_breaches_at,
      ...rest
    } = input;
    const wanted = {
      ...newFieldsOf(rest),
      title,
      team,
      description,
      subscribers,
      template,
      slaBreachesAt: sla_breaches_at,
    };
    const { made: issue, isNew } = await createIssue(linear, wanted, key);
    const opening = isNew ? 'Created' : 'Nothing created: this idempotency_key already made';
    // Whoever asks is subscribed anyway: it is said of those who were named.
    const followers = subscribers === undefined ? undefined : subscribersField(issue.subscribers);
    return {
      text: `${opening} ${joined([stateLine(issue), followers])}\n${linkField(issue.url)}`,
      structured: { id: issue.identifier, url: linkField(issue.url), created: isNew },
    };
  },
});

export const updateIssueTool = defineTool({
  name: 'update_issue',
  title: 'Update issue',
  description:
    'Changes the given fields of a Linear issue and answers before → after. Omitted fields stay as they are; null empties a field. For a small change of a long description use edits.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    id: name('Issue such as ENG-123, link or UUID'),
    title: shortText('One line', 500).optional(),
    description: longText('Markdown; replaces the whole text').optional(),
    edits: edits('the description').optional(),
    version: version().optional(),
    ...changedFields,
    add_releases: names('Names or UUIDs').optional(),
    remove_releases: names('Names').optional(),
    sla_breaches_at: orNull(moment(), 'Time with zone').optional(),
  }),
  run: async (input, { linear }) => {
    const {
      id,
      title,
      description,
      edits,
      version,
      sla_breaches_at,
      add_releases,
      remove_releases,
      ...rest
    } = input;
    const edit = newTextOf({ text: description, edits, version, name: 'description' });
    const changes = {
      ...changedFieldsOf(rest),
      title,
      edit,
      slaBreachesAt: sla_breaches_at,
      addReleases: add_releases,
      removeReleases: remove_releases,
    };
    if (!changesAnything(changes)) refuse('name at least one field to change');
    const { before, after } = await updateIssue(linear, issueIn('id', id), changes);
    const opening = joined([`${after.identifier} ${quotedTitle(after.title)}`, shelf(after)]);
    return { text: [opening, ...issueChangeLines(before, after, changes), linkField(after.url)].join('\n') };
  },
});
