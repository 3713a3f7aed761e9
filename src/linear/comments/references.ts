import type { LinearDocument as L } from '@linear/sdk';
import { issueReference, isUuid, linkIn } from '../names/given.js';

/** A comment as answers show it: the first digits of its UUID, which are also what its link ends with. */
export function commentReference(comment: Pick<L.Comment, 'id'>): string {
  return comment.id.slice(0, 8);
}

/** What somebody gave for a comment: its reference, its UUID, or its link; `undefined` when it is none of these. */
export function commentIn(given: string): string | undefined {
  const text = given.trim().split('#comment-').at(-1)?.toLowerCase() ?? '';
  return isUuid(text) || /^[0-9a-f]{8}$/.test(text) ? text : undefined;
}

/** What is commented on: exactly one of these, by name, link or id. */
export interface CommentPlace {
  /** A UUID or identifier, which Linear resolves. */
  readonly issue?: string | undefined;
  readonly project?: string | undefined;
  readonly initiative?: string | undefined;
  readonly document?: string | undefined;
  /** A status update of a project or initiative: its UUID. */
  readonly update?: string | undefined;
}

/** What the link of a comment leads to; `undefined` for what is no such link. */
export function placeOfLink(given: string): CommentPlace | undefined {
  const [link, hash] = given.trim().split('#comment-');
  if (hash === undefined || link === undefined) return undefined;
  const issue = issueReference(link);
  if (issue !== undefined) return { issue };
  switch (linkIn(link)?.path) {
    case 'project':
      return { project: link };
    case 'initiative':
      return { initiative: link };
    case 'document':
      return { document: link };
    default:
      return undefined;
  }
}
