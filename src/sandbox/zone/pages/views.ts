import type { Resource, User } from '../management/records.js';
import { chainOf, named, shown } from './chain.js';
import { html, type Markup, type Page } from './layout.js';

export interface ClientView {
  name: string;
  /** Host of the address that the code goes to. */
  returnsTo: string;
}

/** Sign-in: one of the seeded users, without a password. */
export function signInPage(action: string, client: ClientView, users: User[]) {
  const choice = (user: User, index: number) =>
    html`<label class="pick"><input type="radio" name="user" value="${user.email}"${
      index === 0 ? html` checked` : html``
    }><span>${user.name ?? user.email}<small>${user.email}</small></span></label>`;
  return {
    title: 'Sign in',
    body: html`<h1>Sign in</h1>
<p>to continue to <strong>${named(client.name)}</strong></p>
<form method="post" action="${action}">
<p class="soft" id="who">Who are you? A sandbox has no passwords.</p>
<fieldset aria-labelledby="who">
${users.map(choice)}
</fieldset>
<button class="primary">Sign in</button>
</form>`,
  };
}

interface ConsentView {
  action: string;
  /** Where somebody else can go on in this person's place. */
  elsewhere: string;
  client: ClientView;
  user: User;
  resources: { resource: Resource; scopes: string[] }[];
  /** What those resources may use in the user's name. */
  connected: Resource[];
}

/** Consent: who asks, where the answer goes, and everything that it gives away. */
export function consentPage({ action, elsewhere, client, user, resources, connected }: ConsentView) {
  const own = ({ resource, scopes }: { resource: Resource; scopes: string[] }): Markup =>
    html`<li>Use <strong>${resource.name}</strong><small>${resource.identifier}</small><small>${
      scopes.join(', ') || 'no scope'
    }</small></li>`;
  const linked = (resource: Resource): Markup =>
    html`<li>Through it, use <strong>${resource.name}</strong> as you, ${user.email}<small>${
      resource.identifier
    }</small><small>${(resource.scopes ?? []).join(', ')}</small></li>`;
  return {
    title: `Allow ${shown(client.name)}?`,
    body: html`<h1>Allow ${named(client.name)} to act for you?</h1>
<p class="soft">Signed in as ${user.name ?? user.email}. The answer goes to ${client.returnsTo}.</p>
${chainOf(
  [
    { kind: 'person', name: user.name ?? user.email, role: 'you', id: user.identifier },
    { kind: 'client', name: client.name },
    ...resources.map(({ resource }) => ({ kind: 'server' as const, name: resource.name })),
    ...connected.map((resource) => ({
      kind: 'linear' as const,
      name: resource.name,
      role: 'reached as you',
    })),
  ],
  'Who would act for you',
)}
<ul class="gives">
${resources.map(own)}
${connected.map(linked)}
</ul>
<form method="post" action="${action}">
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
<p class="soft">Not you? <a href="${elsewhere}">Sign in as somebody else</a></p>`,
  };
}

/** A client that has registered before the zone was started; the zone keeps nothing. */
export function unknownClientPage(): Page {
  return {
    title: 'This client is not known here',
    body: html`<h1>This client is not known here</h1>
<p>The sandbox forgets all clients at each restart, and this one goes on with what it was given before.</p>
<p>Let it forget that, and sign in again: it registers anew. In Claude Code, type <code>/mcp</code>, choose the server, <em>Clear authentication</em>, then <em>Authenticate</em>. In another client, remove the server and add it again.</p>`,
  };
}
