import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { withNotFound } from '../../names/resolving.js';
import { turnPages } from '../../pages.js';
import type { Paged } from '../../rows.js';

/** How long Linear's links to its own files stay open for whoever holds them. */
const OPEN_FOR_SECONDS = 300;

export const IMAGES_OF_ISSUE = operation<
  {
    issue: Pick<L.Issue, 'identifier'> & {
      readonly description?: string | null;
      readonly comments: Paged<Pick<L.Comment, 'id' | 'body'>>;
    };
  },
  { id: string; after?: string }
>(
  `
  query ImagesOfIssue($id: String!, $after: String) {
    issue(id: $id) {
      identifier description
      comments(first: 100, after: $after) { nodes { id body } pageInfo { hasNextPage endCursor } }
    }
  }`,
  { headers: { 'public-file-urls-expire-in': String(OPEN_FOR_SECONDS) } },
);

export interface Image {
  /** The comment that it stands in; absent for the description. */
  readonly comment?: Pick<L.Comment, 'id'>;
  readonly alt: string;
  readonly url: string;
}

/** The images in an issue and its comments (`looked` of them, the newest, when `isCut`), as links that open without signing in for five minutes. */
export async function imagesOf(
  linear: Linear,
  id: string,
): Promise<{ issue: string; images: readonly Image[]; looked: number; isCut: boolean }> {
  const { data, rows, isCut } = await turnPages({
    ask: (after) => {
      const asked = linear.query(IMAGES_OF_ISSUE, { id, ...(after !== undefined && { after }) });
      return withNotFound(`issue ${id}`, asked);
    },
    rowsOf: ({ issue }) => issue.comments,
  });
  const { issue } = data;
  const images = [
    ...imagesIn(issue.description ?? ''),
    ...rows.flatMap((comment) => imagesIn(comment.body).map((image) => ({ ...image, comment }))),
  ];
  return { issue: issue.identifier, images, looked: rows.length, isCut };
}

/** Markdown and HTML; every repetition is bounded, so the time is linear. */
function imagesIn(text: string): Image[] {
  const markdown = [...text.matchAll(/!\[([^\]\n]{0,300})\]\((https?:\/\/[^\s)<>]{1,1500})[^)\n]{0,200}\)/g)];
  const html = [
    ...text.matchAll(/<img\b[^<>]{0,500}?\bsrc\s{0,5}=\s{0,5}["'](https?:\/\/[^"'\s<>]{1,1500})/gi),
  ];
  return [
    ...markdown.map(([, alt = '', url = '']) => ({ alt, url })),
    ...html.map(([, url = '']) => ({ alt: '', url })),
  ];
}
