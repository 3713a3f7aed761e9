import { type Html, html, page } from './html.js';

/** What can be said of a person's connection; `unseen` until Keycard lets this server look without a question. */
export const STATUSES = ['connected', 'not_connected', 'unseen', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];

/** What was found when this browser's person last looked whether Linear is connected. */
export interface LastCheck {
  status: Status;
  minutesAgo: number;
}

export interface HomeView {
  /** The MCP endpoint. */
  resource: string;
  /** Absent where this server cannot sign anybody in for itself. */
  connection: { check: string; last: LastCheck | undefined } | undefined;
}

/** Where a button offers to copy what stands before it. It stays hidden where this does not run. */
export const COPY_SCRIPT = `
for (const button of document.querySelectorAll('button[data-copy]')) {
  const text = button.previousElementSibling;
  const told = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const say = (word) => {
      button.textContent = told.textContent = word;
      setTimeout(() => { button.textContent = 'Copy'; told.textContent = ''; }, 2000);
    };
    try {
      await navigator.clipboard.writeText(text.textContent);
      say('Copied');
    } catch {
      getSelection().selectAllChildren(text);
      say('Selected');
    }
  });
}
`;

/** For a person who opens the server in a browser: what it is, how to use it, and where they stand. */
export function homePage({ resource, connection }: HomeView): string {
  return page({
    title: 'Linear, for agents that act as you',
    kind: 'page',
    script: COPY_SCRIPT,
    body: html`<p class="lead">This is an MCP server: an assistant such as Claude Code uses it to read and change Linear as you, with what you may do there and nothing more. You sign in once, and no API key is pasted anywhere.</p>
${PATH}
<p class="soft">For each call, Keycard trades the token that your assistant holds for a Linear token of yours. It serves that one call and is never stored.</p>
${install(resource)}
${connection === undefined ? '' : standing(connection)}`,
  });
}

const link = (picture: string, role: string, name: string): Html =>
  html`<li><span class="chip"><svg aria-hidden="true"><use href="#${picture}"/></svg><span><small>${role}</small>${name}</span></span></li>`;

const PATH = html`<ol class="chain" aria-label="The path of one call">
${[
  link('person', 'asks', 'You'),
  link('client', 'acts for you', 'Your assistant'),
  link('server', 'checks, exchanges', 'This server'),
  link('linear', 'sees you', 'Linear'),
]}
</ol>`;

function install(resource: string): Html {
  const { cursor, code, insiders } = installLinks(resource);
  return html`<section aria-labelledby="add">
<h2 id="add">Add it to your assistant</h2>
<p>In Claude Code: run this in a terminal, then type <code>/mcp</code> in Claude and sign in.</p>
${copyable(`claude mcp add --transport http linear ${resource}`, 'the command')}
<p class="row"><a class="act" href="${cursor}">Add to Cursor</a><a class="act" href="${code}">Add to VS Code</a><a class="act" href="${insiders}">VS Code Insiders</a></p>
<p>In any other client, add a server of the type “Streamable HTTP” with this address:</p>
${copyable(resource, 'the address')}
</section>`;
}

// The button keeps its name, so what became of it is told beside it, to those who cannot see its text change.
function copyable(text: string, what: string): Html {
  return html`<div class="copy"><code>${text}</code><button type="button" data-copy aria-label="Copy ${what}" hidden>Copy</button><span class="told" role="status"></span></div>`;
}

/**
 * Links with which an editor offers to add this server.
 * Sources: cursor.com/docs/mcp/install-links (base64 of the configuration), code.visualstudio.com/api/extension-guides/ai/mcp (JSON).
 */
export function installLinks(resource: string): { cursor: string; code: string; insiders: string } {
  const config = Buffer.from(JSON.stringify({ url: resource })).toString('base64');
  const entry = encodeURIComponent(JSON.stringify({ name: 'linear', type: 'http', url: resource }));
  return {
    cursor: `cursor://anysphere.cursor-deeplink/mcp/install?name=linear&config=${encodeURIComponent(config)}`,
    code: `vscode:mcp/install?${entry}`,
    insiders: `vscode-insiders:mcp/install?${entry}`,
  };
}

function standing({ check, last }: { check: string; last: LastCheck | undefined }): Html {
  return html`<section aria-labelledby="connection">
<h2 id="connection">Your connection</h2>
${last === undefined ? html`<p>Sign in to see whether Linear is connected for you, and to connect it.</p>` : found(last)}
<p class="row"><a class="act" href="${check}">${last === undefined ? 'Check my connection' : 'Check again'}</a></p>
${REVOKE}
</section>`;
}

function found({ status, minutesAgo }: LastCheck): Html {
  const when =
    minutesAgo < 1 ? 'a moment ago' : minutesAgo === 1 ? 'a minute ago' : `${minutesAgo} minutes ago`;
  return html`${STATE[status]}<p class="soft">As of ${when}.</p>`;
}

/** One line that says where a person stands. */
export const STATE: Readonly<Record<Status, Html>> = {
  connected: html`<p class="state good">Linear: connected.</p>`,
  not_connected: html`<p class="state bad">Linear: not connected.</p>`,
  unseen: html`<p class="state">Linear: this server may not look yet.</p>`,
  unknown: html`<p class="state">Linear: cannot be told at the moment.</p>`,
};

/** How a person ends it. */
export const REVOKE = html`<p class="soft">To end it: in Linear under Settings, Security &amp; access, Authorized applications; or ask the administrator of your Keycard zone to revoke the grant. It holds from the next call on: nothing is stored here.</p>`;
