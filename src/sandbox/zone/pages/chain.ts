import { html, type Markup } from './layout.js';

/** Somebody or something that acts, or that is reached. */
export interface Link {
  kind: 'person' | 'client' | 'server' | 'zone' | 'linear';
  name: string;
  /** What it is, in a word or two; the kind unless given. */
  role?: string;
  /** The opaque id behind the name. */
  id?: string | undefined;
  /** Not reached: whoever stands before it was refused. */
  cut?: boolean;
}

const LONGEST = 80;
// Controls, and what would turn the direction of the text around it (Unicode UAX #9 §2).
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** A name that somebody chose freely, fit to be shown: one line, of bounded length, and only what can be seen. */
export function shown(name: string): string {
  const plain = name.slice(0, LONGEST * 4).replace(UNSEEN, '\u{fffd}');
  const signs = [...plain];
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST).join('')}\u2026` : plain;
}

/** A name inside a sentence: its direction is its own. */
export const named = (name: string): Markup => html`<bdi>${shown(name)}</bdi>`;

/** Who acts through whom, as a picture. */
export function chainOf(links: readonly Link[], label: string): Markup {
  const item = ({ kind, name, role = kind, id, cut }: Link): Markup =>
    html`<li${cut ? html` class="cut"` : html``}><span class="chip"${id === undefined ? html`` : html` title="${shown(id)}"`}><svg aria-hidden="true"><use href="#${kind}"/></svg><span><small>${role}</small>${named(name)}</span></span></li>`;
  return html`<ol class="chain" aria-label="${label}">${links.map(item)}</ol>`;
}
