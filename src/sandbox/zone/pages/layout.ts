import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { ICON, MARK, PICTURES, STYLE } from '../../../look.js';

/** Text that is safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Markup that is known to be safe; everything else that enters `html` is escaped. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

function render(value: Value): string {
  if (typeof value !== 'object') return escapeHtml(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/** A template whose values are escaped unless they come out of another such template. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return {
    markup: strings.reduce((text, part, index) => text + render(values[index - 1] ?? '') + part),
  };
}

export interface Page {
  title: string;
  body: Markup;
  status?: number;
  /** One question in the middle unless said otherwise. */
  kind?: 'card' | 'wide';
  style?: string;
  script?: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function policyFor({ style = '', script }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(STYLE + style)}`,
    // A page with a script may ask the zone, and nobody else, for what is new.
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`, "connect-src 'self'"]),
    'img-src data:',
    "base-uri 'none'",
    // No `form-action`: browsers apply it to the redirect after a form too, and that one leads to the client.
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The headers and the text of a page that loads nothing from elsewhere. */
export function renderPage(page: Page): { headers: Record<string, string>; text: string } {
  const { title, body, kind = 'card', style = '', script } = page;
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${escapeHtml(ICON)}">
<style>${STYLE}${style}</style>
</head>
<body>
<header class="top">${MARK}<strong>Keycard zone</strong><span>Sandbox, on this machine only</span></header>
<main class="${kind}">
${body.markup}
</main>
${PICTURES}
${script === undefined ? '' : `<script>${script}</script>`}
</body>
</html>
`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyFor(page),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return { headers, text };
}

/** Sends a page. */
export function sendPage(res: ServerResponse, page: Page): void {
  const { headers, text } = renderPage(page);
  res.writeHead(page.status ?? 200, headers);
  res.end(text);
}

/** What a person sees when a flow cannot go on and there is nowhere safe to send them. */
export function errorPage(title: string, details: string): Page {
  return {
    title,
    body: html`<h1>${title}</h1><p>${details}</p>
<p class="soft">Go back to the application you came from and start again.</p>`,
  };
}
