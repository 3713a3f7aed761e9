import { z } from 'zod';
import { attachLinks, deleteAttachment, prepareUpload } from '../../linear/issues/around/attachments.js';
import { listOf, name, shortText } from '../fields.js';
import { issueIn } from '../references.js';
import { attachmentLine, link, titled } from '../shared/links.js';
import { issueAt } from '../text/rows.js';
import { linkField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const attached = link.extend({ subtitle: shortText('', 300).optional() });

export const addLinksTool = defineTool({
  name: 'add_links',
  title: 'Attach links',
  description:
    'Attaches up to 20 links (or uploaded files) to a Linear issue. A link that is there already gets the new title.',
  toolset: 'issues',
  access: 'write',
  idempotent: true,
  input: z.strictObject({
    issue: name('The issue'),
    links: listOf(attached).describe('With a title, better'),
  }),
  run: async ({ issue, links }, { linear }) => {
    const made = await attachLinks(linear, issueIn('issue', issue), links.map(titled));
    const lines = made.map((one) => `${issueAt(one.issue)}: ${attachmentLine(one)}`);
    return { text: lines.join('\n') };
  },
});

export const deleteAttachmentTool = defineTool({
  name: 'delete_attachment',
  title: 'Delete attachment',
  description: 'Takes a link or file off a Linear issue for good.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  extra: true,
  input: z.strictObject({
    issue: name('The issue'),
    attachment: z
      .string()
      .trim()
      .refine((text) => text !== '' && text.length <= 2000, 'must have 1 to 2000 characters')
      .describe('Its link or title'),
  }),
  run: async (input, { linear }) => {
    const { issue, attachment } = await deleteAttachment(
      linear,
      issueIn('issue', input.issue),
      input.attachment,
    );
    return { text: `${issue}: ${quotedTitle(attachment.title)} ${linkField(attachment.url)} is deleted.` };
  },
});

export const prepareUploadTool = defineTool({
  name: 'prepare_upload',
  title: 'Prepare an upload',
  description:
    'Gives an address to which a file can be sent for a minute. Send it with PUT and the given headers, then attach asset_url with add_links.',
  toolset: 'issues',
  access: 'write',
  extra: true,
  input: z.strictObject({
    filename: shortText('With its ending', 200),
    content_type: z
      .string()
      .refine((text) => /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(text), 'must be a media type such as image/png')
      .describe('Such as image/png'),
    size: z.int().min(1).max(2_000_000_000).describe('Bytes'),
  }),
  run: async ({ filename, content_type: contentType, size }, { linear }) => {
    const upload = await prepareUpload(linear, { filename, contentType, size });
    const headers = [
      `Content-Type: ${contentType}`,
      ...upload.headers.map(({ key, value }) => `${key}: ${value}`),
    ];
    const lines = [`PUT ${upload.uploadUrl}`, ...headers, '', `asset_url: ${upload.assetUrl}`];
    return { text: lines.join('\n') };
  },
});
