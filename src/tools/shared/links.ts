import { z } from 'zod';
import { shortText } from '../fields.js';
import { linkField, quotedTitle } from '../text/untrusted.js';

const isWebLink = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** An address on the web, and what it is called. */
export const link = z.strictObject({
  url: z
    .string()
    .trim()
    .refine((text) => text.length <= 2000 && isWebLink(text), 'must be an http or https link'),
  title: shortText('', 200).optional(),
});

/** One that is attached: what it is called, what stands below that, and where it leads. */
export function attachmentLine({ title, subtitle, url }: Attachment): string {
  const below = subtitle ? [quotedTitle(subtitle, 300)] : [];
  return [quotedTitle(title), ...below, linkField(url)].join(' ');
}

interface Attachment {
  readonly title: string;
  readonly subtitle?: string | null | undefined;
  readonly url: string;
}

/** The link with a title: `github.com/lumen/apollo/pull/7` is what a person recognises of an address. */
export function titled<T extends z.output<typeof link>>(given: T): T & { title: string } {
  const { host, pathname } = new URL(given.url);
  const title = given.title ?? `${host}${pathname === '/' ? '' : pathname}`.slice(0, 200);
  return { ...given, title };
}
