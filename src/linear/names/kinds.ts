import type { LinearDocument as L } from '@linear/sdk';
import { anyOf, called, is, isShownWhole, resembles, same, writtenAs } from './comparing.js';
import { byNameOrUuid, byUuid, isCycleNumber, isNamed, linkIn, pasted, person, uuidIn } from './given.js';

/**
 * How people name things of one kind: what to ask Linear for, and which of its answers is meant. `exact` and `fits`
 * are the same rule, once for Linear and once for us, so that rows filtered by a name and its lookup agree.
 */
export interface Kind<Node, Filter> {
  exact(given: string): Filter;
  /** What resembles the name, for the candidates of an error. */
  near(given: string): Filter;
  fits(node: Node, given: string): boolean;
  /** Of several that fit where one is wanted, what is meant before the others: its own name before its type. */
  closer?(node: Node, given: string): boolean;
  /** How a candidate is written; given back as it stands, it names exactly this one. */
  written(node: Node): string;
  /** Where the others are, when candidates are only those that are nearest at hand. */
  readonly others?: string;
}

export type TeamNode = Pick<L.Team, 'id' | 'key' | 'name'>;
export type StateNode = Pick<L.WorkflowState, 'id' | 'name' | 'type'>;
/** A label as rows show it. */
export type LabelName = Pick<L.IssueLabel, 'name'> & { parent?: Pick<L.IssueLabel, 'name'> | null };
export type LabelNode = LabelName & Pick<L.IssueLabel, 'id'>;
export type UserNode = Pick<L.User, 'id' | 'name' | 'displayName' | 'email'>;
export type ProjectNode = Pick<L.Project, 'id' | 'name' | 'slugId'>;
export type CycleNode = Pick<L.Cycle, 'id' | 'number' | 'name' | 'isActive' | 'isNext' | 'isPrevious'>;

export const teamKind: Kind<TeamNode, L.TeamFilter> = {
  exact: (text) => {
    const given = teamText(text);
    const pair = pasted(given);
    const named: L.TeamFilter[] = [{ key: is(given) }, ...called(given).map((name) => ({ name }))];
    return { or: pair ? [...named, { key: is(pair.head), name: is(pair.tail) }] : named };
  },
  near: () => ({}),
  fits: (team, text) => {
    const given = teamText(text);
    const pair = pasted(given);
    return (
      same(team.key, given) ||
      same(team.name, given) ||
      (pair !== undefined && same(team.key, pair.head) && same(team.name, pair.tail))
    );
  },
  written: (team) => (isShownWhole(team.name) ? `${team.key} (${team.name})` : team.key),
};

/** A team as given, or the key in a link to it. */
function teamText(given: string): string {
  const link = linkIn(given);
  return link?.path === 'team' ? link.thing : given;
}

const STATE_TYPES = ['triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled', 'duplicate'];

/** Whether the word is a type of workflow state, which every team has; types need no lookup in a filter. */
export function isStateType(given: string): boolean {
  return STATE_TYPES.includes(given.trim().toLowerCase());
}

export const stateKind: Kind<StateNode, L.WorkflowStateFilter> = {
  exact: (given) =>
    anyOf<L.WorkflowStateFilter>([
      ...byNameOrUuid(given),
      ...(isStateType(given) ? [{ type: { eq: given.trim().toLowerCase() } }] : []),
    ]),
  near: () => ({}),
  fits: (state, given) => isNamed(state, given) || (isStateType(given) && same(state.type, given)),
  closer: isNamed,
  written: (state) => writtenAs(state.name, state.id),
};

/** A label's name stands for itself and, when it is a group, for every label in it; `group/label` narrows. */
export const labelKind: Kind<LabelNode, L.IssueLabelFilter> = {
  exact: (given) => ({
    or: [
      ...called(given).flatMap((name) => [{ name }, { parent: { name } }]),
      ...labelPaths(given).flatMap(({ group, label }) =>
        called(label).flatMap((name) => called(group).map((parent) => ({ name, parent: { name: parent } }))),
      ),
      ...byUuid(given),
    ],
  }),
  near: (given) => {
    const [path] = labelPaths(given);
    const texts = path ? [path.label, path.group] : [given];
    return {
      or: texts.flatMap((text) => [
        ...resembles(text).map((name) => ({ name })),
        { parent: { name: is(text) } },
      ]),
    };
  },
  fits: (label, given) => isLabel(label, given) || (label.parent != null && same(label.parent.name, given)),
  written: ({ id, name, parent }) => writtenAs(parent ? `${parent.name}/${name}` : name, id),
};

/** Whether the label itself is meant, not the group it is in. */
export function isLabel(label: LabelNode, given: string, equal = same): boolean {
  const { id, name, parent } = label;
  const inGroup = labelPaths(given).some(
    (path) => equal(name, path.label) && parent != null && equal(parent.name, path.group),
  );
  return inGroup || equal(name, given) || id === uuidIn(given);
}

/** Of labels that are meant, those that are written as given to the letter, when there are any. */
export function asWritten<Label extends LabelNode>(
  labels: readonly Label[],
  given: string,
): readonly Label[] {
  const exact = labels.filter((label) => isLabel(label, given, (a, b) => a.trim() === b.trim()));
  return exact.length > 0 ? exact : labels;
}

export const userKind: Kind<UserNode, L.UserFilter> = {
  exact: (given) => {
    const { text, email } = person(given);
    const named: L.UserFilter[] = [
      ...called(text).flatMap((name) => [{ name }, { displayName: name }]),
      { email: is(text) },
      { name: { startsWithIgnoreCase: `${text} ` } },
    ];
    return email === undefined ? { or: named } : { or: [...named, { email: is(email) }] };
  },
  near: (given) => {
    const { text } = person(given);
    const start = text.split(/[\s@.]/, 1)[0] ?? text;
    return {
      or: resembles(start).flatMap((like) => [{ name: like }, { displayName: like }, { email: like }]),
    };
  },
  fits: (user, given) => {
    const { text, email } = person(given);
    return (
      same(user.name, text) ||
      same(user.displayName, text) ||
      same(user.email, text) ||
      user.name.toLowerCase().startsWith(`${text.toLowerCase()} `) ||
      (email !== undefined && same(user.email, email))
    );
  },
  written: (user) => `${user.name} (${user.email})`,
};

export const cycleKind: Kind<CycleNode, L.CycleFilter> = {
  exact: (given) => {
    const word = given.trim().toLowerCase();
    if (word === 'current') return { isActive: { eq: true } };
    if (word === 'next') return { isNext: { eq: true } };
    if (word === 'previous') return { isPrevious: { eq: true } };
    if (isCycleNumber(word)) return { number: { eq: Number(word) } };
    return anyOf<L.CycleFilter>(called(given).map((name) => ({ name })));
  },
  near: () => ({ or: [{ isActive: { eq: true } }, { isNext: { eq: true } }, { isPrevious: { eq: true } }] }),
  fits: (cycle, given) => {
    const word = given.trim().toLowerCase();
    if (word === 'current') return cycle.isActive;
    if (word === 'next') return cycle.isNext;
    if (word === 'previous') return cycle.isPrevious;
    return isCycleNumber(word) ? cycle.number === Number(word) : same(cycle.name ?? '', given);
  },
  written: (cycle) => String(cycle.number),
  others: 'any others in list_cycles',
};

/** Every way to read `group/label` or `group -> label`; a label's own name may hold a slash. */
export function labelPaths(given: string): { group: string; label: string }[] {
  return [...given.matchAll(/->|\//g)]
    .map((mark) => ({
      group: given.slice(0, mark.index).trim(),
      label: given.slice(mark.index + mark[0].length).trim(),
    }))
    .filter(({ group, label }) => group !== '' && label !== '')
    .slice(0, 4);
}
