import type { NeedRef } from '../../linear/projects/detail.js';
import { joined } from '../text/rows.js';
import { isWithin, nameField, quotedTitle } from '../text/untrusted.js';
import { ONLY_IN_LINEAR } from './details.js';

const MOST_OF_ONE = 200;

/** What a customer asks for, in one line of the issue or project that it is on. */
export function needRefLine({ id, customer, priority, body }: NeedRef): string {
  const rest = customer ? `get_customer with need "${id}"` : ONLY_IN_LINEAR;
  return joined([
    nameField(customer?.name ?? 'somebody'),
    priority > 0 ? 'important' : undefined,
    quotedTitle(body ?? '', MOST_OF_ONE),
    isWithin(body ?? '', MOST_OF_ONE) ? undefined : `the rest: ${rest}`,
  ]);
}
