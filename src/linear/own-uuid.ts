import { createHash } from 'node:crypto';

/**
 * The UUID that a person's key stands for: the same key of the same person is the same id, whichever door and
 * whichever process it comes through, and two people who think of the same key never meet. It has the version and
 * variant bits of a random one (RFC 9562 §5.4), the only kind that Linear lets a client choose.
 */
export function uuidOfKey(purpose: string, viewerId: string, key: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([purpose, viewerId, key]))
    .digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
