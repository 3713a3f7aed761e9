import type { RequestContext } from '../context.js';
import { applyFilter, type Spec, type Specs } from '../filter/spec.js';
import { specs } from '../filter/specs.js';
import type {
  AttachmentRecord,
  CommentRecord,
  CycleRecord,
  Entity,
  IssueRecord,
  LabelRecord,
  MilestoneRecord,
  ProjectRecord,
  StateRecord,
  TeamRecord,
  UserRecord,
} from '../model.js';
import { type Compare, newestFirst } from '../query/order.js';
import { type Connection, type PageArgs, paginate } from '../query/paginate.js';
import { issueOrder, projectOrder, type SortArgument, userOrder } from '../query/sort.js';

export interface SortArgs extends PageArgs {
  readonly sort?: SortArgument;
}

interface ListOptions<T> {
  readonly context: RequestContext;
  readonly anchor: (id: string) => T | undefined;
  readonly compare?: Compare<T>;
  readonly spec?: Spec<T>;
}

/** Filters, orders and pages records by the arguments that every Linear connection takes. */
export function list<T extends Entity>(
  records: readonly T[],
  args: PageArgs,
  options: ListOptions<T>,
): Connection<T> {
  options.context.spend(records.length);
  const alive =
    args.includeArchived === true ? records : records.filter((record) => record.archivedAt === null);
  const scope = { context: options.context, specs };
  const kept =
    options.spec === undefined ? alive : applyFilter(alive, args.filter, { spec: options.spec, scope });
  const compare = options.compare ?? newestFirst<T>(args.orderBy);
  return paginate({ ordered: [...kept].sort(compare), compare, anchor: options.anchor }, args);
}

type Lister<T, A extends PageArgs = PageArgs> = (
  records: readonly T[],
  args: A,
  context: RequestContext,
) => Connection<T>;

function lister<T extends Entity>(
  anchor: (context: RequestContext) => { get(id: string): T | undefined },
  pick: (specs: Specs) => Spec<T>,
): Lister<T> {
  return (records, args, context) =>
    list(records, args, { context, anchor: (id) => anchor(context).get(id), spec: pick(specs) });
}

export const listStates: Lister<StateRecord> = lister(
  ({ store }) => store.states,
  (all) => all.state,
);
export const listLabels: Lister<LabelRecord> = lister(
  ({ store }) => store.labels,
  (all) => all.label,
);
export const listTeams: Lister<TeamRecord> = lister(
  ({ store }) => store.teams,
  (all) => all.team,
);
export const listCycles: Lister<CycleRecord> = lister(
  ({ store }) => store.cycles,
  (all) => all.cycle,
);
export const listComments: Lister<CommentRecord> = lister(
  ({ store }) => store.comments,
  (all) => all.comment,
);
export const listMilestones: Lister<MilestoneRecord> = lister(
  ({ store }) => store.milestones,
  (all) => all.milestone,
);
export const listAttachments: Lister<AttachmentRecord> = lister(
  ({ store }) => store.attachments,
  (all) => all.attachment,
);

/** Issues the viewer can see, by filter and sort. */
export const listIssues: Lister<IssueRecord, SortArgs> = (records, args, context) =>
  list(records.filter(context.sight.issue), args, {
    context,
    anchor: (id) => context.store.issues.get(id),
    compare: issueOrder(args.sort, args.orderBy, context),
    spec: specs.issue,
  });

/** Projects the viewer can see, by filter and sort. */
export const listProjects: Lister<ProjectRecord, SortArgs> = (records, args, context) =>
  list(records.filter(context.sight.project), args, {
    context,
    anchor: (id) => context.store.projects.get(id),
    compare: projectOrder(args.sort, args.orderBy, context),
    spec: specs.project,
  });

export interface UserArgs extends SortArgs {
  readonly includeDisabled?: boolean | null;
}

/** Users; suspended ones only when `includeDisabled` asks for them. */
export const listUsers: Lister<UserRecord, UserArgs> = (records, args, context) =>
  list(
    records.filter((user) => user.active || args.includeDisabled === true),
    args,
    {
      context,
      anchor: (id) => context.store.users.get(id),
      compare: userOrder(args.sort, args.orderBy, context),
      spec: specs.user,
    },
  );
