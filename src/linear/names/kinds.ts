import type { LinearDocument as L } from '@linear/sdk';
import { anyOf, is, resembles, same, spellings } from './comparing.js';

/**
 * How people name things of one kind: what to ask Linear for, and which of its answers is meant. `exact` and `fits`
 * are the same rule, once for Linear and once for us, so that rows filtered by a name and its lookup agree.
 */
export interface Kind<Node, Filter> {
  exact(given: string): Filter;
  /** What resembles the name, for the candidates of an error. */
  near(given: string): Filter;
  fits(node: Node, given: string): boolean;
  /** How a candidate is written; given back as it stands, it names exactly this one. */
  written(node: Node): string;
  /** Where the others are, when candidates are only those that are nearest at hand. */
  readonly others?: string;
}

export type TeamNode = Pick<L.Team, 'id' | 'key' | 'name'>;
export type StateNode = Pick<L.WorkflowState, 'id' | 'name' | 'type'>;
export type LabelNode = Pick<L.IssueLabel, 'name'> & { parent?: Pick<L.IssueLabel, 'name'> | null };
export type UserNode = Pick<L.User, 'id' | 'name' | 'displayName' | 'email'>;
export type ProjectNode = Pick<L.Project, 'id' | 'name' | 'slugId'>;
export type CycleNode = Pick<L.Cycle, 'id' | 'number' | 'name' | 'isActive' | 'isNext' | 'isPrevious'>;

export const teamKind: Kind<TeamNode, L.TeamFilter> = {
  exact: (given) => {
    const pair = pasted(given);
    const named: L.TeamFilter[] = [{ key: is(given) }, { name: is(given) }];
    return { or: pair ? [...named, { key: is(pair.head), name: is(pair.tail) }] : named };
  },
  near: () => ({}),
  fits: (team, given) => {
    const pair = pasted(given);
    return (
      same(team.key, given) ||
      same(team.name, given) ||
      (pair !== undefined && same(team.key, pair.head) && same(team.name, pair.tail))
    );
  },
  written: (team) => `${team.key} (${team.name})`,
};

const STATE_TYPES = ['triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled', 'duplicate'];

/** Whether the word is a type of workflow state, which every team has; types need no lookup in a filter. */
export function isStateType(given: string): boolean {
  return STATE_TYPES.includes(given.trim().toLowerCase());
}

export const stateKind: Kind<StateNode, L.WorkflowStateFilter> = {
  exact: (given) =>
    isStateType(given)
      ? { or: [{ name: is(given) }, { type: { eq: given.trim().toLowerCase() } }] }
      : anyOf<L.WorkflowStateFilter>(spellings(given).map((name) => ({ name: is(name) }))),
  near: () => ({}),
  fits: (state, given) => same(state.name, given) || (isStateType(given) && same(state.type, given)),
  written: (state) => state.name,
};

/** A label's name stands for itself and, when it is a group, for every label in it; `group/label` narrows. */
export const labelKind: Kind<LabelNode, L.IssueLabelFilter> = {
  exact: (given) => ({
    or: [
      ...spellings(given).flatMap((name) => [{ name: is(name) }, { parent: { name: is(name) } }]),
      ...spellings(given)
        .flatMap(labelPaths)
        .map(({ group, label }) => ({ name: is(label), parent: { name: is(group) } })),
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
  written: (label) => (label.parent ? `${label.parent.name}/${label.name}` : label.name),
};

/** Whether the label itself is meant, not the group it is in. */
export function isLabel(label: LabelNode, given: string, equal = same): boolean {
  const { name, parent } = label;
  const inGroup = labelPaths(given).some(
    (path) => equal(name, path.label) && parent != null && equal(parent.name, path.group),
  );
  return inGroup || equal(name, given);
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
      { name: is(text) },
      { displayName: is(text) },
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

export const projectKind: Kind<ProjectNode, L.ProjectFilter> = {
  exact: (given) => {
    const slug = slugIn(given);
    const named: L.ProjectFilter[] = spellings(given).map((name) => ({ name: is(name) }));
    if (isUuid(given.trim())) named.push({ id: { eq: given.trim() } });
    return { or: slug === undefined ? named : [...named, { slugId: is(slug) }] };
  },
  near: (given) => ({ or: resembles(given).map((name) => ({ name })) }),
  fits: (project, given) => {
    const slug = slugIn(given);
    const isNamed = same(project.name, given) || same(project.id, given);
    return isNamed || (slug !== undefined && same(project.slugId, slug));
  },
  written: (project) => `${project.name} (${project.slugId})`,
};

export const cycleKind: Kind<CycleNode, L.CycleFilter> = {
  exact: (given) => {
    const word = given.trim().toLowerCase();
    if (word === 'current') return { isActive: { eq: true } };
    if (word === 'next') return { isNext: { eq: true } };
    if (word === 'previous') return { isPrevious: { eq: true } };
    return isCycleNumber(word) ? { number: { eq: Number(word) } } : { name: is(given) };
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

/** Whether a cycle is named by its number, which means something only within one team. */
export function isCycleNumber(given: string): boolean {
  return /^\d{1,6}$/.test(given.trim());
}

/** The person whose token this is, in every argument that takes a person. */
export function isMe(given: string): boolean {
  return same(given, 'me');
}

/** Nobody, no project, no cycle: in filters. */
export function isNone(given: string): boolean {
  return same(given, 'none');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID (RFC 9562) of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** An issue as Linear takes it: `ENG-123` or a UUID, from either of them or from a link; `undefined` if none. */
export function issueReference(given: string): string | undefined {
  const text = given.trim();
  if (isUuid(text)) return text.toLowerCase();
  const inLink = /^https?:\/\/[^\s/]{1,100}\/[^\s/]{1,100}\/issue\/([a-z0-9]{1,10}-\d{1,9})(?:[/?#]|$)/i.exec(
    text,
  );
  const identifier = inLink?.[1] ?? text;
  return /^[a-z][a-z0-9]{0,9}-\d{1,9}$/i.test(identifier) ? identifier.toUpperCase() : undefined;
}

/** A candidate given back as it was written: `head (tail)`. */
export function pasted(given: string): { head: string; tail: string } | undefined {
  const text = given.trim();
  const open = text.lastIndexOf(' (');
  return open > 0 && text.endsWith(')')
    ? { head: text.slice(0, open).trim(), tail: text.slice(open + 2, -1).trim() }
    : undefined;
}

export function person(given: string): { text: string; email: string | undefined } {
  const tail = pasted(given)?.tail;
  return { text: given.trim().replace(/^@/, ''), email: tail?.includes('@') ? tail : undefined };
}

/** The id at the end of a slug, a link to such a thing, or its candidate form; a plain name has none. */
export function slugIn(given: string, path = 'project'): string | undefined {
  const text = pasted(given)?.tail ?? given.trim();
  const inLink = /^https?:\/\/[^\s/]{1,100}\/[^\s/]{1,100}\/([a-z-]{1,20})\/([^\s/?#]{1,200})/i.exec(text);
  const last = (inLink?.[1] === path ? (inLink[2] ?? '') : text).split('-').at(-1) ?? '';
  return /^[0-9a-f]{8,16}$/i.test(last) ? last.toLowerCase() : undefined;
}

/** Every way to read `group/label` or `group -> label`; a label's own name may hold a slash. */
function labelPaths(given: string): { group: string; label: string }[] {
  return [...given.matchAll(/->|\//g)]
    .map((mark) => ({
      group: given.slice(0, mark.index).trim(),
      label: given.slice(mark.index + mark[0].length).trim(),
    }))
    .filter(({ group, label }) => group !== '' && label !== '')
    .slice(0, 4);
}
