import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../../errors.js';
import { type AliasedField, inTurn, numbered, repeated } from '../../aliases.js';
import { type Linear, operation } from '../../client.js';
import { cleanName, isShownWhole, nearestFirst, same } from '../../names/comparing.js';
import { withNotFound } from '../../names/resolving.js';
import { ISSUE_AT, type IssueAt, type Listed, present } from '../../rows.js';
import { oneLine } from '../../text.js';

type Attachment = Pick<L.Attachment, 'id' | 'title' | 'url'>;

/** Linear keeps one attachment for each address on an issue: the same one again changes its title. */
export const ATTACH_LINKS: AliasedField = {
  name: 'AttachLinks',
  variables: { input: 'AttachmentCreateInput!' },
  field: `attachmentCreate(input: $input) { attachment { id title subtitle url issue { ${ISSUE_AT} } } }`,
};

export interface Link {
  readonly url: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
}

type Attached = {
  attachment: Attachment & Pick<L.Attachment, 'subtitle'> & { issue: IssueAt };
};

/** Attaches links to an issue, in one request and without a look-up: Linear takes the identifier. */
export async function attachLinks(
  linear: Linear,
  issue: string,
  links: readonly Link[],
): Promise<readonly Attached['attachment'][]> {
  const inputs = links.map(({ url, title, subtitle }) => ({
    input: { issueId: issue, url, title, ...(subtitle !== undefined && { subtitle }) },
  }));
  const asked = linear.query(repeated<Attached>(ATTACH_LINKS, links.length), numbered(inputs));
  return inTurn(await withNotFound(`issue ${issue}`, asked)).map(({ attachment }) => attachment);
}

export const ATTACHMENTS_OF_ISSUE = operation<
  { issue: { identifier: string; attachments: Listed<Attachment> } },
  { id: string }
>(`
  query AttachmentsOfIssue($id: String!) {
    issue(id: $id) { identifier attachments(first: 100) { nodes { id title url } } }
  }`);

export const DELETE_ATTACHMENT = operation<{ attachmentDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteAttachment($id: String!) {
    attachmentDelete(id: $id) { success }
  }`);

/** Takes an attachment off an issue, named by its address, its title or its UUID. */
export async function deleteAttachment(
  linear: Linear,
  issue: string,
  given: string,
): Promise<{ issue: string; attachment: Attachment }> {
  const lookup = linear.query(ATTACHMENTS_OF_ISSUE, { id: issue });
  const found = (await withNotFound(`issue ${issue}`, lookup)).issue;
  const all = found.attachments.nodes;
  const fitting = all.filter((one) => [one.id, one.url, one.title].some((text) => same(text, given)));
  const [only, another] = fitting;
  if (only === undefined || another !== undefined) {
    const among = (only === undefined ? all : fitting).map((one) =>
      only === undefined && isShownWhole(one.title) ? one.title : oneLine(one.url, 120),
    );
    const candidates = nearestFirst([...new Set(among)], given).slice(0, 12);
    return fail({
      code: only === undefined ? 'name_not_found' : 'name_ambiguous',
      argument: 'attachment',
      given: cleanName(given),
      candidates,
    });
  }
  await linear.query(DELETE_ATTACHMENT, { id: only.id });
  return { issue: found.identifier, attachment: only };
}

type Upload = Pick<L.UploadFile, 'uploadUrl' | 'assetUrl'> & {
  readonly headers: readonly { readonly key: string; readonly value: string }[];
};

export const PREPARE_UPLOAD = operation<
  { fileUpload: { uploadFile?: Upload | null } },
  { filename: string; contentType: string; size: number }
>(`
  mutation PrepareUpload($filename: String!, $contentType: String!, $size: Int!) {
    fileUpload(filename: $filename, contentType: $contentType, size: $size) {
      uploadFile { uploadUrl assetUrl headers { key value } }
    }
  }`);

/** Where and how a file is to be sent, within a minute. The file itself never comes through this server. */
export async function prepareUpload(
  linear: Linear,
  file: { filename: string; contentType: string; size: number },
): Promise<Upload> {
  return present((await linear.query(PREPARE_UPLOAD, file)).fileUpload.uploadFile);
}
