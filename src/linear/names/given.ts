import type { LinearDocument as L } from '@linear/sdk';
import { called, same } from './comparing.js';

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

/** A link to something in Linear, in its parts. */
export interface Link {
  /** The workspace's key in URLs (`Organization.urlKey`). */
  readonly workspace: string;
  /** What it leads to: `issue`, `project`, `document` and so on. */
  readonly path: string;
  /** An identifier, or a slug that ends in an id. */
  readonly thing: string;
}

/** The parts of a link to something in Linear; `undefined` for a link to elsewhere, and for what is none. */
export function linkIn(given: string): Link | undefined {
  const parts = /^https?:\/\/linear\.app\/([^\s/?#]{1,100})\/([a-z-]{1,20})\/([^\s/?#]{1,200})/i.exec(
    given.trim(),
  );
  if (parts === null) return undefined;
  const [, workspace = '', path = '', thing = ''] = parts;
  return { workspace: workspace.toLowerCase(), path: path.toLowerCase(), thing };
}

/** An issue as Linear takes it: `ENG-123` or a UUID, from either of them or from a link; `undefined` if none. */
export function issueReference(given: string): string | undefined {
  const text = given.trim();
  if (isUuid(text)) return text.toLowerCase();
  const link = linkIn(text);
  const identifier = link?.path === 'issue' ? link.thing : text;
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

/** A name as given or as it stands in the link to a person's profile, and the email of a candidate that was given back. */
export function person(given: string): { text: string; email: string | undefined } {
  const tail = pasted(given)?.tail;
  const link = linkIn(given);
  const text = link?.path === 'profiles' ? decoded(link.thing) : given.trim().replace(/^@/, '');
  return { text, email: tail?.includes('@') ? tail : undefined };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The id at the end of a slug, a link to such a thing, or its candidate form; a plain name has none. */
export function slugIn(given: string, path = 'project'): string | undefined {
  const text = pasted(given)?.tail ?? given.trim();
  const link = linkIn(text);
  if (link === undefined ? /^https?:/i.test(text) : link.path !== path) return undefined;
  const last = (link?.thing ?? text).split('-').at(-1) ?? '';
  return /^[0-9a-f]{8,16}$/i.test(last) ? last.toLowerCase() : undefined;
}

/** A UUID as given, or at the end of a candidate that was given back. */
export function uuidIn(given: string): string | undefined {
  const text = (pasted(given)?.tail ?? given).trim();
  return isUuid(text) ? text.toLowerCase() : undefined;
}

/** Whether it is called so, or has the UUID that was given. */
export function isNamed(node: { readonly id: string; readonly name: string }, given: string): boolean {
  return same(node.name, given) || node.id === uuidIn(given);
}

/** What `isNamed` takes, as filters of what Linear has by `name`. */
export function byNameOrUuid(given: string): ({ name: L.StringComparator } | { id: { eq: string } })[] {
  return [...called(given).map((name) => ({ name })), ...byUuid(given)];
}

/** A filter by the UUID, when one was given. */
export function byUuid(given: string): { id: { eq: string } }[] {
  const id = uuidIn(given);
  return id === undefined ? [] : [{ id: { eq: id } }];
}
