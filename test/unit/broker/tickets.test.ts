import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSeal } from '../../../src/broker/connect/seal.js';
import { createTickets } from '../../../src/broker/connect/tickets.js';

const SECRET = 'a shared secret of more than 32 characters';
afterEach(() => {
  vi.useRealTimers();
});

describe('a ticket', () => {
  it('names its person to whoever shares the secret, and to nobody else', async () => {
    const text = await createTickets(createSeal(SECRET)).issue('usr_1');
    expect(await createTickets(createSeal(SECRET)).read(text)).toMatchObject({ subject: 'usr_1' });
    expect(await createTickets(createSeal(`${SECRET}!`)).read(text)).toBeUndefined();
    expect(await createTickets(createSeal(undefined)).read(text)).toBeUndefined();
  });

  it('is good for ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const tickets = createTickets(createSeal(SECRET));
    const text = await tickets.issue('usr_1');
    vi.setSystemTime(Date.now() + 599_000);
    expect(await tickets.read(text)).toBeDefined();
    vi.setSystemTime(Date.now() + 2_000);
    expect(await tickets.read(text)).toBeUndefined();
  });

  it('can be spent once', async () => {
    const tickets = createTickets(createSeal(SECRET));
    const ticket = await tickets.read(await tickets.issue('usr_1'));
    if (ticket === undefined) throw new Error('no ticket');
    expect([
      await tickets.isSpent(ticket),
      await tickets.spend(ticket),
      await tickets.spend(ticket),
      await tickets.isSpent(ticket),
    ]).toEqual([false, true, false, true]);
  });

  it('is no good as a cookie, changed, or cut', async () => {
    const seal = createSeal(SECRET);
    const text = await createTickets(seal).issue('usr_1');
    expect(await seal.open('flow', text)).toBeUndefined();
    for (const other of [
      text.slice(0, -2),
      `${text}A`,
      text.replace(/\.([\w-])(?=[^.]*$)/, (_, first) => (first === 'A' ? '.B' : '.A')),
    ]) {
      expect(await createTickets(seal).read(other)).toBeUndefined();
    }
  });
});
