import { commentReference } from '../../linear/comments/references.js';
import type { CommentRow, IssueDetail } from '../../linear/issues/detail.js';
import { cutAt } from '../../linear/text.js';
import { versionOf } from '../../linear/texts/version.js';
import { charactersWithin, linesWithin, pieceWithin, tokensAtMost, writtenWithin } from '../text/budget.js';
import { counted } from '../text/rows.js';
import { bodyText, type Fence, nameField } from '../text/untrusted.js';
import { factLines, minute, partLines } from './facts.js';

export interface IssueTextOptions {
  readonly fence: Fence;
  /** What this issue may take of the answer. */
  readonly tokens: number;
  /** Where in the description to start; `undefined` leaves it out, when only older comments are wanted. */
  readonly textFrom: number | undefined;
  /** Makes our cursor of Linear's; absent where comments cannot be paged. */
  readonly commentCursor?: (cursor: string) => string;
}

/** With less room than this, a piece of a comment is not worth its frame. */
const LEAST_FOR_COMMENT = 400;

/** An issue in full, within its budget: facts, then the description, then lists, then as many comments as fit. */
export function issueText(issue: IssueDetail, options: IssueTextOptions): string {
  const facts = factLines(issue);
  // Alone, an issue brings more of each part than among others.
  const fuller =
    options.commentCursor === undefined ? `get_issue with ids ["${issue.identifier}"]` : undefined;
  const lines = partLines(issue, fuller);
  const lists = linesWithin(lines, options.tokens / 3);
  const cut = lines.length - lists.length;
  const listing = [
    ...lists,
    ...(cut > 0 ? [`${counted(cut, 'line')} left out: ask for fewer parts at a time.`] : []),
  ];
  const left = options.tokens - tokensAtMost([...facts, ...listing].join('\n')) - 200;
  const description = descriptionText(issue, options, issue.comments ? left * 0.6 : left);
  const comments = commentsText(issue, options, left - tokensAtMost(description));
  return [...facts, description, ...listing, comments].filter((part) => part !== '').join('\n');
}

function descriptionText(issue: IssueDetail, options: IssueTextOptions, tokens: number): string {
  const from = options.textFrom;
  if (from === undefined) return '';
  const text = bodyText(issue.description ?? '');
  if (text === '') return 'No description.';
  if (from >= text.length) return `The description ends before character ${from}: it has ${text.length}.`;
  const piece = pieceWithin(text, tokens, from);
  const end = from + piece.length;
  if (piece === '') return `The description (${text.length} characters) is left out: ${alone(issue)}.`;
  const range = from > 0 || end < text.length ? `, characters ${from} to ${end} of ${text.length}` : '';
  const author = issue.creator ? ` by ${nameField(issue.creator.name)}` : '';
  const label = `description of ${issue.identifier}${author}, version ${versionOf(issue.description)}${range}`;
  const block = options.fence.block(label, piece);
  return end < text.length
    ? `${block}\nThe description goes on: ${alone(issue)} and text_from ${end}.`
    : block;
}

function alone(issue: IssueDetail): string {
  return `call get_issue with ids ["${issue.identifier}"]`;
}

/** The newest comments that fit, in the order in which they were written. */
function commentsText(issue: IssueDetail, options: IssueTextOptions, tokens: number): string {
  if (issue.comments === undefined) return '';
  const { edges, pageInfo } = issue.comments;
  if (edges.length === 0) return 'No comments.';
  const newestFirst = [...edges].sort((a, b) => b.node.createdAt.localeCompare(a.node.createdAt));
  const whole = writtenWithin(newestFirst, tokens, ({ node }) => commentBlock(node, options.fence));
  const [newest] = newestFirst;
  if (whole.length === 0 && tokens < LEAST_FOR_COMMENT) return `Comments are left out: ${alone(issue)}.`;
  // One comment may be larger than the whole answer: it is shown as far as it fits rather than not at all.
  const shown =
    whole.length > 0 || newest === undefined ? whole : [cutComment(newest.node, options, { issue, tokens })];
  const isMore = shown.length < edges.length || pageInfo.hasNextPage;
  const oldest = newestFirst[shown.length - 1];
  const header = `${counted(shown.length, 'comment')}${isMore ? ', the newest' : ''}, oldest first, times in UTC:`;
  return [
    header,
    ...[...shown].reverse(),
    ...(isMore ? [olderComments(issue, oldest?.cursor, options)] : []),
  ].join('\n');
}

function olderComments(issue: IssueDetail, cursor: string | undefined, options: IssueTextOptions): string {
  if (cursor === undefined || options.commentCursor === undefined) {
    return `Older comments exist: ${alone(issue)} alone.`;
  }
  return `Older comments exist: repeat the call with cursor "${options.commentCursor(cursor)}".`;
}

function commentBlock(comment: CommentRow, fence: Fence): string {
  return fence.block(commentLabel(comment), comment.body);
}

function cutComment(
  comment: CommentRow,
  { fence, commentCursor }: IssueTextOptions,
  { issue, tokens }: { issue: IssueDetail; tokens: number },
): string {
  const body = bodyText(comment.body);
  const length = charactersWithin(body, tokens - 150);
  // Only an issue alone has a cursor for its comments.
  const rest = commentCursor === undefined ? `more: ${alone(issue)} alone` : 'the rest only in Linear';
  const label = `${commentLabel(comment)}, first ${length} of ${body.length} characters, ${rest}`;
  return fence.block(label, cutAt(body, length));
}

/** Who wrote a comment, when, and where in its thread. */
export function commentLabel(comment: CommentRow): string {
  const notes = [
    `comment ${commentReference(comment)} by ${comment.user ? nameField(comment.user.name) : 'an integration'}`,
    minute(comment.createdAt),
    comment.editedAt ? 'edited' : undefined,
    comment.parent ? `reply to ${commentReference(comment.parent)}` : undefined,
    comment.resolvedAt ? 'resolved' : undefined,
  ];
  return notes.filter((note) => note !== undefined).join(', ');
}
