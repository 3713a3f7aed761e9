import { createHash } from 'node:crypto';
import escapeHtml from 'escape-html';

/** Markup that is safe to send: made by `html`, in which every value is escaped. */
export interface Html {
  readonly markup: string;
}

/** Escapes what it is given, except markup that it made itself. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  const parts = strings.map((text, index) => text + render(values[index]));
  return { markup: parts.join('') };
}

function render(value: string | Html | readonly Html[] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #1c1e23; --soft: #5b6270; --line: #dcdfe4; --act: #3147cf; --on-act: #fff; }
@media (prefers-color-scheme: dark) { :root { --ground: #121317; --card: #1c1e24; --ink: #eceef2; --soft: #a5acb9; --line: #343841; --act: #93a3ff; --on-act: #10131f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 27rem; margin: 3rem auto; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
@media (max-width: 30rem) { main { margin: 0; min-height: 100vh; border: 0; border-radius: 0; padding: 1.5rem; } }
h1 { margin: 0 0 .5rem; font-size: 1.35rem; line-height: 1.25; }
p { margin: .75rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .875rem; }
.act { display: block; margin: 1.5rem 0 .5rem; padding: .75rem; border-radius: 8px; background: var(--act); color: var(--on-act); font-weight: 600; text-align: center; text-decoration: none; }
a { color: var(--act); }
a:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
`;

/** The only style that the page may have, by its hash; no script, no form, no frame, no address but ours. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole document with the title as its heading. */
export function page(title: string, body: Html): string {
  const head = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title>`;
  const rest = html`</head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return `${head.markup}<style>${STYLE}</style>${rest.markup}`;
}
