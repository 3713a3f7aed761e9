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
