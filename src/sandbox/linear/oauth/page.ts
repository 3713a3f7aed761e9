import { createHash } from 'node:crypto';
import { ICON, MARK, STYLE } from '../../../look.js';
import type { Reply } from '../http/wire.js';

// No form-action: Chromium applies it to the redirect after the form, too, and would block the client's callback.
const CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function page(status: number, title: string, content: string): Reply {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${escapeHtml(ICON)}">
<style>${STYLE}</style>
</head>
<body>
<header class="top">${MARK}<strong>Linear</strong><span>Embedded, on this machine only</span></header>
<main class="card">${content}</main>
</body>
</html>
`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': CSP,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
  return { status, body, headers };
}

export interface ConsentView {
  readonly requestId: string;
  readonly clientName: string;
  readonly workspace: string;
  readonly scopes: readonly string[];
  /** The user who is asked, or everybody who can be chosen when the client gave no usable hint. */
  readonly users: readonly { readonly email: string; readonly name: string }[];
}

const WORDS: Readonly<Record<string, string>> = {
  read: 'Read your workspace data',
  write: 'Create and change issues, comments and other data',
  'issues:create': 'Create issues',
  'comments:create': 'Create comments',
  admin: 'Administer the workspace',
};

function who({ users }: ConsentView): { words: string; field: string } {
  const [only] = users;
  if (only !== undefined && users.length === 1) {
    const field = `<input type="hidden" name="user" value="${escapeHtml(only.email)}">`;
    return { words: `${only.name} (${only.email})`, field };
  }
  const options = users.map(
    ({ email, name }) => `<option value="${escapeHtml(email)}">${escapeHtml(`${name} (${email})`)}</option>`,
  );
  const field = `<label for="user">Sign in as</label> <select id="user" name="user">${options.join('')}</select>`;
  return { words: 'the person chosen below', field };
}

/** The page on which a person lets the client in, or does not. */
export function consentPage(view: ConsentView): Reply {
  const { words, field } = who(view);
  const sentence = `${view.clientName} wants access to ${view.workspace} as ${words}`;
  const scopes = view.scopes.map((scope) => `<li>${escapeHtml(WORDS[scope] ?? scope)}</li>`).join('');
  return page(
    200,
    'Linear: authorize application',
    `<h1>Authorize ${escapeHtml(view.clientName)}</h1>
<p>${escapeHtml(sentence)}. It will be able to:</p><ul class="gives">${scopes}</ul>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="request" value="${escapeHtml(view.requestId)}">${field}
<button class="primary" name="decision" value="allow">Authorize</button>
<button name="decision" value="deny">Cancel</button>
</form>`,
  );
}

/** A request that cannot be sent back to the client, because the client or its redirect URI is not known. */
export function refusalPage(reason: string): Reply {
  return page(
    400,
    'Linear: invalid request',
    `<h1>Linear: this request cannot be answered</h1><p>${escapeHtml(reason)}</p>`,
  );
}
