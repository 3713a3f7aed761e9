import { createHash } from 'node:crypto';
import escapeHtml from 'escape-html';
import { ICON, MARK, PICTURES, STYLE } from '../look.js';

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

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Headers of every page: the one style and, where there is one, the one script that it may have, by their hashes;
 * no form, no frame, no address but ours.
 */
export function pageHeaders(script?: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    // The icon is part of the page.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store',
  };
}

export interface Page {
  title: string;
  body: Html;
  /** A single question or answer in the middle, or a page to read. */
  kind?: 'card' | 'page';
  /** Runs after the page is there. Its hash must be in the headers. */
  script?: string;
}

/** A whole document with the title as its heading. */
export function page({ title, body, kind = 'card', script }: Page): string {
  const own = (markup: string): Html => ({ markup });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${own(STYLE)}</style>
</head>
<body>
<header class="top"><a href="/">${own(MARK)}<strong>keycard-linear-mcp</strong></a></header>
<main class="${kind}">
<h1>${title}</h1>
${body}
</main>
${own(PICTURES)}
${script === undefined ? '' : html`<script>${own(script)}</script>`}
</body>
</html>
`.markup;
}
