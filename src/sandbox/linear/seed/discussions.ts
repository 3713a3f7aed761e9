import type { CommentRecord, IssueRecord } from '../model.js';
import { ON_NOTHING } from '../store/commented.js';
import type { Builder } from './builder.js';
import { hostileComment } from './odd-texts.js';
import { paragraph } from './words.js';

function pickAuthor(issue: IssueRecord, { store, random }: Builder): string {
  const members = store.teams.get(issue.teamId)?.memberIds ?? [];
  const people = members.filter((id) => store.users.get(id)?.app === false);
  const [first = '', ...others] = people;
  return random.pick([first, ...others]);
}

interface CommentPlan {
  readonly body: string;
  readonly age: number;
  readonly parentId?: string;
}

function comment(issue: IssueRecord, plan: CommentPlan, builder: Builder): CommentRecord {
  return builder.store.comments.insert({
    ...builder.entity(plan.age),
    ...ON_NOTHING,
    issueId: issue.id,
    userId: pickAuthor(issue, builder),
    parentId: plan.parentId ?? null,
    body: plan.body,
    editedAt: null,
    resolvedAt: null,
    resolvingUserId: null,
    quotedText: null,
  });
}

/** A comment, sometimes with replies, and sometimes resolved. */
function thread(issue: IssueRecord, builder: Builder): void {
  const { store, random } = builder;
  const age = random.next() * 20;
  const first = comment(issue, { body: paragraph(random), age }, builder);
  const replies = random.chance(0.3) ? 1 + random.below(3) : 0;
  for (let reply = 1; reply <= replies; reply += 1) {
    const plan = { body: paragraph(random), age: age / (reply + 1), parentId: first.id };
    comment(issue, plan, builder);
  }
  if (replies > 0 && random.chance(0.4)) {
    store.comments.update(first.id, { resolvedAt: builder.moment(-0.1), resolvingUserId: first.userId });
  }
}

interface Link {
  readonly sourceType: string | null;
  readonly title: string;
  readonly url: string;
}

const links: readonly [Link, ...Link[]] = [
  { sourceType: 'github', title: 'Fix the thing', url: 'https://github.com/lumen-robotics/apollo/pull/' },
  { sourceType: 'figma', title: 'Screens', url: 'https://www.figma.com/file/lumen' },
  { sourceType: 'sentry', title: 'TypeError: dock is undefined', url: 'https://sentry.example/issues/' },
  { sourceType: null, title: 'Spreadsheet with the numbers', url: 'https://docs.example/sheet/' },
];

function attach(issue: IssueRecord, number: number, builder: Builder): void {
  const link = builder.random.pick(links);
  builder.store.attachments.insert({
    ...builder.entity(10),
    issueId: issue.id,
    creatorId: issue.creatorId,
    title: link.title,
    subtitle: null,
    url: `${link.url}${number}`,
    sourceType: link.sourceType,
    metadata: {},
    groupBySource: false,
  });
}

/** Comments and attachments on about a third of the issues. */
export function seedDiscussions(builder: Builder): void {
  const { store, random } = builder;
  for (const [index, issue] of store.issues.all().entries()) {
    const threads = random.chance(0.35) ? 1 + random.below(4) : 0;
    for (let made = 0; made < threads; made += 1) thread(issue, builder);
    if (random.chance(0.18)) attach(issue, index, builder);
    if (index === 12) comment(issue, { body: hostileComment, age: 1 }, builder);
  }
}
