import { createHash } from 'node:crypto';
import { fail } from '../../errors.js';
import { isUuid } from '../../linear/names/given.js';

const OF_QUERY = 6;
const OF_VIEWER = 4;

/**
 * A place in a list, as the model hands it back: short hashes of the query and of the person it was made for, then
 * Linear's own cursor. It holds no rights and no names; the hashes only keep it from being used for something else.
 */
export function writeCursor(query: unknown, viewerId: string, endCursor: string): string {
  const place = isUuid(endCursor)
    ? `u${Buffer.from(endCursor.replaceAll('-', ''), 'hex').toString('base64url')}`
    : `t${Buffer.from(endCursor).toString('base64url')}`;
  return hash(query, OF_QUERY) + hash(viewerId, OF_VIEWER) + place;
}

/** Linear's cursor out of ours; a cursor of another query is `invalid_arguments`. */
export function readCursor(cursor: string, query: unknown): string {
  const place = cursor.slice(OF_QUERY + OF_VIEWER);
  if (!/^[ut][\w-]{1,300}$/.test(place)) return refuse('is not a cursor that this tool gave');
  if (!cursor.startsWith(hash(query, OF_QUERY))) {
    return refuse('belongs to other filters: repeat the call that gave it, or leave the cursor out');
  }
  const bytes = Buffer.from(place.slice(1), 'base64url');
  return place.startsWith('u') ? uuidOf(bytes) : bytes.toString();
}

/** A cursor that somebody else was given is refused (MCP: handles are bound to who they were made for). */
export function checkCursorOwner(cursor: string, viewerId: string): void {
  const owner = cursor.slice(OF_QUERY, OF_QUERY + OF_VIEWER);
  if (owner !== hash(viewerId, OF_VIEWER)) refuse('was given to another person: leave the cursor out');
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  if (hex.length !== 32) return refuse('is not a cursor that this tool gave');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hash(value: unknown, length: number): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, length);
}

function refuse(why: string): never {
  return fail({ code: 'invalid_arguments', problems: [`cursor ${why}`] });
}
