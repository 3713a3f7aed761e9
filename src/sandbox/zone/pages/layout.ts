import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

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

type Value = string | number | Markup | Markup[];

function render(value: Value): string {
  if (Array.isArray(value)) return value.map(({ markup }) => markup).join('');
  return typeof value === 'object' ? value.markup : escapeHtml(String(value));
}

/** A template whose values are escaped unless they come out of another such template. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return {
    markup: strings.reduce((text, part, index) => text + render(values[index - 1] ?? '') + part),
  };
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #5a6472; --paper: #f4f5f7; --card: #fff; --line: #d9dde3;
  --accent: #3347c9; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --dim: #a3adba; --paper: #121417; --card: #1c1f24;
  --line: #363c45; --accent: #93a1ff; --on-accent: #10131f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 6vh 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 27rem; margin: 0 auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; overflow-wrap: anywhere; }
main.wide { max-width: 76rem; }
h1 { margin: 0 0 .5rem; font-size: 1.35rem; line-height: 1.25; }
p { margin: .5rem 0; } .dim, small { color: var(--dim); }
ul { list-style: none; margin: 1.25rem 0; padding: 0; }
li { padding: .75rem 0; border-top: 1px solid var(--line); } li small { display: block; }
fieldset { max-height: 60vh; margin: 1.25rem 0 .5rem; padding: 0; overflow-y: auto; border: 0; }
legend { padding: 0; color: var(--dim); }
label { display: flex; gap: .75rem; align-items: baseline; padding: .6rem .25rem; border-bottom: 1px solid var(--line);
  cursor: pointer; }
label small { display: block; } input { accent-color: var(--accent); }
button { width: 100%; margin-top: .6rem; padding: .7rem 1rem; font: inherit; text-align: center; color: inherit;
  background: none; border: 1px solid var(--line); border-radius: 9px; cursor: pointer; }
button.primary { font-weight: 600; color: var(--on-accent); background: var(--accent);
  border-color: transparent; }
button:hover { border-color: var(--accent); } :focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .45rem .6rem; text-align: start; vertical-align: top; border-top: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; } td { font-variant-numeric: tabular-nums; }
.failure { color: #c02b3c; } @media (prefers-color-scheme: dark) { .failure { color: #ff8f9c; } }
`;

interface Page {
  title: string;
  body: Markup;
  status?: number;
  wide?: boolean;
}

/** The headers and the text of a page that runs no script and loads nothing. */
export function renderPage({ title, body, wide }: Page): { headers: Record<string, string>; text: string } {
  const nonce = randomBytes(16).toString('base64');
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main${wide ? ' class="wide"' : ''}>
${body.markup}
</main>
</body>
</html>
`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    // No `form-action`: browsers apply it to the redirect after a form too, and that one leads to the client.
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
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
<p class="dim">Go back to the application you came from and start again.</p>`,
  };
}
