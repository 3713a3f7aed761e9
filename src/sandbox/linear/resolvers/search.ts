import type { RequestContext } from '../context.js';
import { inputError } from '../errors.js';
import { applyFilter } from '../filter/spec.js';
import { specs } from '../filter/specs.js';
import type { IssueRecord } from '../model.js';
import { stepsOfText } from '../query/bounds.js';
import { type Compare, newestFirst, sortableText } from '../query/order.js';
import { type PageArgs, paginate } from '../query/paginate.js';
import { identifierOf } from '../store/find.js';

export interface SearchArgs extends PageArgs {
  readonly term: string;
  readonly includeComments?: boolean | null;
  readonly teamId?: string | null;
}

const WEIGHT = { identifier: 100, title: 10, description: 3, comment: 1, team: 5 } as const;

interface Document {
  readonly title: string;
  readonly description: string;
  readonly comments: string;
}

function documentOf(issue: IssueRecord, args: SearchArgs, { store }: RequestContext): Document {
  const comments = args.includeComments === true ? store.comments.by('issue', issue.id) : [];
  return {
    title: sortableText(issue.title),
    description: sortableText(issue.description ?? ''),
    comments: sortableText(comments.map((comment) => comment.body).join('\n')),
  };
}

/** How well an issue answers the words; 0 when any word is missing. */
function relevance(document: Document, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const inTitle = document.title.includes(word) ? WEIGHT.title : 0;
    const inDescription = document.description.includes(word) ? WEIGHT.description : 0;
    const inComments = document.comments.includes(word) ? WEIGHT.comment : 0;
    const found = inTitle + inDescription + inComments;
    if (found === 0) return 0;
    score += found;
  }
  return score;
}

function scoreAll(issues: readonly IssueRecord[], args: SearchArgs, context: RequestContext) {
  const words = sortableText(args.term).split(/\s+/).filter(Boolean);
  const scores = new Map<string, number>();
  for (const issue of issues) {
    context.spend(1 + words.length + stepsOfText(issue.description));
    const named = identifierOf(context.store, issue).toLowerCase() === args.term.trim().toLowerCase();
    const score = (named ? WEIGHT.identifier : 0) + relevance(documentOf(issue, args, context), words);
    if (score > 0) scores.set(issue.id, score + (issue.teamId === args.teamId ? WEIGHT.team : 0));
  }
  return scores;
}

/** Text search over issues. Linear's is hybrid with vectors; this one is words only, best answer first. */
export function searchIssues(args: SearchArgs, context: RequestContext) {
  context.takeSearch();
  if (args.term.trim() === '') throw inputError('Argument Validation Error', 'term should not be empty.');
  const seen = context.store.issues.all().filter(context.sight.issue);
  const alive = args.includeArchived === true ? seen : seen.filter((issue) => issue.archivedAt === null);
  const candidates = applyFilter(alive, args.filter, { spec: specs.issue, scope: { context, specs } });
  const scores = scoreAll(candidates, args, context);
  const score = (issue: IssueRecord) => scores.get(issue.id) ?? 0;
  const newest = newestFirst<IssueRecord>(args.orderBy);
  const best: Compare<IssueRecord> = (a, b) => score(b) - score(a) || newest(a, b);
  const compare = args.orderBy ? newest : best;
  const hits = candidates.filter((issue) => scores.has(issue.id)).sort(compare);
  const archivePayload = { archive: '[]', databaseVersion: 1, includesDependencies: [], totalCount: 0 };
  const page = paginate({ ordered: hits, compare, anchor: (id) => context.store.issues.get(id) }, args);
  return { ...page, totalCount: hits.length, archivePayload };
}
