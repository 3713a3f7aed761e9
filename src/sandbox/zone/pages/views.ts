import type { AuditEvent } from '../instruments/audit.js';
import type { Resource, User } from '../management/records.js';
import { html, type Markup } from './layout.js';

export interface ClientView {
  name: string;
  /** Host of the address that the code goes to. */
  returnsTo: string;
}

/** Sign-in: one of the seeded users, without a password. */
export function signInPage(action: string, client: ClientView, users: User[]) {
  const choice = (user: User, index: number) =>
    html`<label><input type="radio" name="user" value="${user.email}"${
      index === 0 ? html` checked` : html``
    }><span>${user.name ?? user.email}<small>${user.email}</small></span></label>`;
  return {
    title: 'Sign in',
    body: html`<h1>Sign in</h1>
<p>to continue to <strong>${client.name}</strong></p>
<form method="post" action="${action}">
<fieldset><legend>Who are you?</legend>
${users.map(choice)}
</fieldset>
<button class="primary">Sign in</button>
</form>
<p class="dim"><small>A sandbox zone: no password, only the people it was seeded with.</small></p>`,
  };
}

interface ConsentView {
  action: string;
  client: ClientView;
  user: User;
  resources: { resource: Resource; scopes: string[] }[];
  /** What those resources may use in the user's name. */
  connected: Resource[];
}

/** Consent: who asks, where the answer goes, and everything that it gives away. */
export function consentPage({ action, client, user, resources, connected }: ConsentView) {
  const own = ({ resource, scopes }: { resource: Resource; scopes: string[] }): Markup =>
    html`<li>Use <strong>${resource.name}</strong><small>${resource.identifier}</small><small>${
      scopes.join(', ') || 'no scope'
    }</small></li>`;
  const linked = (resource: Resource): Markup =>
    html`<li>Through it, use <strong>${resource.name}</strong> as you, ${user.email}<small>${
      resource.identifier
    }</small><small>${(resource.scopes ?? []).join(', ')}</small></li>`;
  return {
    title: `Allow ${client.name}?`,
    body: html`<h1>Allow <strong>${client.name}</strong> to act for you?</h1>
<p class="dim">Signed in as ${user.name ?? user.email}. The answer goes to ${client.returnsTo}.</p>
<ul>
${resources.map(own)}
${connected.map(linked)}
</ul>
<form method="post" action="${action}">
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  };
}

/** The audit log, newest first. */
export function consolePage(events: AuditEvent[]) {
  const row = (event: AuditEvent): Markup => html`<tr>
<td>${event.time}</td><td>${event.event}</td>
<td>${event.identity_chain.map(({ type, identifier }) => `${type} ${identifier}`).join(' → ')}</td>
<td>${event.resource ?? ''}</td><td>${event.scopes.join(' ')}</td>
<td class="${event.status}">${event.status}${event.failure_code === null ? '' : `: ${event.failure_code}`}</td>
<td>${event.requestId}</td></tr>`;
  return {
    title: 'Audit log',
    wide: true,
    body: html`<h1>Audit log</h1>
<p class="dim">${events.length} events, newest first. As JSON: <a href="/console/audit.json">/console/audit.json</a></p>
<div class="scroll"><table>
<thead><tr><th>Time</th><th>Event</th><th>Identity chain</th><th>Resource</th><th>Scopes</th><th>Status</th><th>Request</th></tr></thead>
<tbody>
${events.map(row)}
</tbody>
</table></div>`,
  };
}
