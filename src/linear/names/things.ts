import type { LinearDocument as L } from '@linear/sdk';
import { oneLine } from '../text.js';
import { called, is, resembles, same, writtenAs } from './comparing.js';
import { byNameOrUuid, byUuid, isNamed, isUuid, slugIn } from './given.js';
import type { Kind } from './kinds.js';

export type IssueNode = Pick<L.Issue, 'id' | 'identifier'>;

/** By UUID, or by team key and number: whether `id` takes identifiers in a filter is not documented. */
export const issueKind: Kind<IssueNode, { id: { eq: string } } | NumberedIssue> = {
  exact: (given) => {
    if (isUuid(given)) return { id: { eq: given } };
    const [key = '', number = ''] = given.split('-');
    return { team: { key: { eq: key } }, number: { eq: Number(number) } };
  },
  // Issues of other teams that have the same number are strangers.
  near: (given) => issueKind.exact(given),
  fits: (issue, given) => issue.id === given || issue.identifier === given,
  written: (issue) => issue.identifier,
};
type NumberedIssue = { team?: { key: { eq: string } }; number: { eq: number } };

/** Whatever has a name and, mostly, a slug: what is called a title in Linear is selected as `name`. */
export interface ThingNode {
  readonly id: string;
  readonly name: string;
  readonly slugId?: string;
}

/** With what tells two of one name apart. */
export type ReleaseNode = ThingNode & {
  readonly version?: string | null;
  readonly pipeline: { readonly name: string };
};
export type CustomerNode = ThingNode & {
  readonly domains: readonly string[];
  readonly owner?: { readonly name: string } | null;
};

type ById = { id: { eq: string } };
type BySlug = { slugId: L.StringComparator };
const byName = (name: L.StringComparator) => ({ name });
const byTitle = (title: L.StringComparator) => ({ title });
const byDisplayName = (displayName: L.StringComparator) => ({ displayName });

/**
 * How things of one type are named: by name or UUID. `tail` tells two of one name apart among candidates, `about`
 * says to a person which is which.
 */
function thingKind<Part, Node extends ThingNode = ThingNode>(
  named: (comparator: L.StringComparator) => Part,
  tail: 'id' | 'none',
  about: (node: Node) => readonly (string | null | undefined)[] = () => [],
): Kind<Node, { or: (Part | ById)[] }> {
  return {
    exact: (given) => ({
      or: [...called(given).map(named), ...byUuid(given)],
    }),
    near: (given) => ({ or: resembles(given).map(named) }),
    fits: isNamed,
    written: (node) => {
      if (tail === 'none') return writtenAs(node.name, node.id);
      const more = about(node).flatMap((part) => (part ? [oneLine(part, 20)] : []));
      return `${[oneLine(node.name, more.length > 0 ? 36 : 80), ...more].join(', ')} (${node.id})`;
    },
  };
}

/** The same for things with a slug, which is at the end of their links: `path` is what comes before it. */
function sluggedKind<Part>(
  named: (comparator: L.StringComparator) => Part,
  path: string,
): Kind<ThingNode, { or: (Part | ById | BySlug)[] }> {
  const plain = thingKind(named, 'none');
  const bySlug = (given: string): BySlug[] => {
    const slug = slugIn(given, path);
    return slug === undefined ? [] : [{ slugId: is(slug) }];
  };
  return {
    exact: (given) => ({ or: [...plain.exact(given).or, ...bySlug(given)] }),
    near: plain.near,
    fits: (node, given) =>
      plain.fits(node, given) || (node.slugId !== undefined && same(node.slugId, slugIn(given, path) ?? '')),
    written: (node) => `${node.name} (${node.slugId})`,
  };
}

export const projectKind: Kind<ThingNode, L.ProjectFilter> = sluggedKind(byName, 'project');
export const initiativeKind = sluggedKind(byName, 'initiative');
export const documentKind = sluggedKind(byTitle, 'document');
export const noteKind = sluggedKind(byTitle, 'release-note');
export const skillKind = sluggedKind(byTitle, 'agent-skill');
export const templateKind = thingKind(byName, 'id');
/** Those of one team or type, which are few. */
export const usableTemplateKind = thingKind(byName, 'none');
export const milestoneKind: Kind<ThingNode, L.ProjectMilestoneFilter> = thingKind(byName, 'none');
export const viewKind = thingKind(byName, 'id');
export const pipelineKind = thingKind(byName, 'none');
/** There are a few to each pipeline, alike in most, so all of them are candidates. */
export const releaseStageKind = { ...thingKind(byName, 'none'), near: () => ({}) };
export const releaseKind = thingKind(byName, 'id', (release: ReleaseNode) => [
  release.version,
  release.pipeline.name,
]);
export const customerKind = thingKind(byName, 'id', ({ domains, owner }: CustomerNode) => [
  domains[0],
  owner && `@${owner.name}`,
]);
/** Statuses and tiers of customers are few: all are fetched. */
export const customerRankKind = thingKind(byDisplayName, 'none');

export type StatusNode = { readonly id: string; readonly name: string; readonly type: string };

/**
 * Statuses of projects and stages of one pipeline are few, and some have no filter: all are fetched, and meant by name
 * or by type.
 */
export const statusKind: Kind<StatusNode, L.ProjectStatusFilter> = {
  exact: (given) => ({ or: [...byNameOrUuid(given), { type: { eq: given.trim().toLowerCase() } }] }),
  near: () => ({}),
  fits: (status, given) => isNamed(status, given) || same(status.type, given),
  closer: isNamed,
  written: (status) => writtenAs(status.name, status.id),
};
