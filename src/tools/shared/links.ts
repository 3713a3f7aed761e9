import { z } from 'zod';
import { shortText } from '../fields.js';

const isWebLink = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** An address on the web, and what it is called. */
export const link = z.strictObject({
  url: z
    .string()
    .trim()
    .refine((text) => text.length <= 2000 && isWebLink(text), 'must be an http or https link'),
  title: shortText('', 200).optional(),
});

/** The link with a title: `github.com/lumen/apollo/pull/7` is what a person recognises of an address. */
export function titled<T extends z.output<typeof link>>(given: T): T & { title: string } {
  const { host, pathname } = new URL(given.url);
  const title = given.title ?? `${host}${pathname === '/' ? '' : pathname}`.slice(0, 200);
  return { ...given, title };
}
