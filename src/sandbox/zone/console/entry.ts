import type { AuditEvent } from '../instruments/audit.js';
import { chainOf, type Link, named, shown } from '../pages/chain.js';
import { html, type Markup } from '../pages/layout.js';

/** Human names for what the log calls by identifiers. */
export interface Names {
  person: (sub: string) => string | undefined;
  client: (id: string) => string | undefined;
  /** The client of a sign-in, by the `sid` of what was issued from it. */
  clientOfSession: (sid: string) => string | undefined;
  application: (identifier: string) => string | undefined;
  resource: (identifier: string) => { name: string; kind: 'server' | 'linear' } | undefined;
}

const UNKNOWN = 'nobody that is known';

function personLink({ user }: AuditEvent, names: Names): Link[] {
  if (user === null) return [];
  return [{ kind: 'person', name: names.person(user) ?? user, id: user }];
}

function clientLink({ client, application, sid }: AuditEvent, names: Names): Link[] {
  const id = client ?? (sid === null ? undefined : names.clientOfSession(sid));
  // An application that signed the person in for itself is no second party.
  const isItself =
    id !== undefined && application !== null && names.client(id) === names.application(application);
  return id === undefined || isItself ? [] : [{ kind: 'client', name: names.client(id) ?? id, id }];
}

function applicationLink({ application }: AuditEvent, names: Names): Link[] {
  if (application === null) return [];
  return [{ kind: 'server', name: names.application(application) ?? application, id: application }];
}

function resourceLink({ resource, status }: AuditEvent, names: Names): Link[] {
  if (resource === null) return [];
  const known = names.resource(resource);
  const link: Link = known
    ? {
        kind: known.kind,
        role: known.kind === 'server' ? 'server' : 'reached',
        name: known.name,
        id: resource,
      }
    : { kind: 'server', role: 'not registered', name: resource, id: resource };
  return [{ ...link, cut: status === 'failure' }];
}

/** From the person to what was reached, or was not. */
function linksOf(event: AuditEvent, names: Names): Link[] {
  const zone: Link[] = event.event === 'delegated_grants:create' ? [{ kind: 'zone', name: 'This zone' }] : [];
  return [
    ...personLink(event, names),
    ...clientLink(event, names),
    ...zone,
    ...applicationLink(event, names),
    ...resourceLink(event, names),
  ];
}

export const EVENTS: Readonly<Record<AuditEvent['event'], string>> = {
  'users:authenticate': 'Sign-in',
  'users:authorize': 'Consent',
  'delegated_grants:create': 'Connection',
  'credentials:issue': 'Token',
};

function sentenceOf(event: AuditEvent, names: Names): Markup {
  const name = (links: Link[], otherwise: string) => named(links[0]?.name ?? otherwise);
  const person = name(personLink(event, names), UNKNOWN);
  const client = name(clientLink(event, names), 'a client');
  const resource = name(resourceLink(event, names), 'nothing');
  const isDone = event.status === 'success';
  switch (event.event) {
    case 'users:authenticate':
      return html`${person} signed in to ${client}`;
    case 'users:authorize':
      if (event.resource === null) return html`${person} told ${client} who they are`;
      return html`${person} ${isDone ? 'allowed' : 'did not allow'} ${client} to use ${resource}`;
    case 'delegated_grants:create':
      return html`${person} connected ${resource}`;
    case 'credentials:issue':
      return html`${name(applicationLink(event, names), 'An application')} ${
        isDone ? 'got' : 'was refused'
      } a token for ${resource} as ${person}`;
  }
}

/** Hours and minutes where the sandbox runs, which is where whoever looks at it sits. */
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function detailsOf(event: AuditEvent): Markup {
  const rows: [string, string | null][] = [
    ['Event', event.event],
    ['Time', event.time],
    ['Decision', event.decision],
    ['Resource', event.resource],
    ['Scopes', event.scopes.join(' ')],
    ['Person (sub)', event.user],
    ['Client', event.client],
    ['Application', event.application],
    ['Session (sid)', event.sid],
    ['Token (jti)', event.jti],
    ['Request', event.requestId],
  ];
  const row = ([name, value]: [string, string | null]): Markup =>
    html`<div><dt>${name}</dt><dd><code>${shown(value ?? '')}</code></dd></div>`;
  return html`<details><summary>Details</summary><dl>${rows.filter(([, value]) => value).map(row)}</dl></details>`;
}

/** One event: what happened in a sentence, who acted through whom, and the ids behind the names. */
export function entryOf(event: AuditEvent, names: Names): Markup {
  const at = new Date(event.time);
  return html`<li class="entry ${event.status}" id="e-${event.id}">
<p class="when"><time datetime="${event.time}">${CLOCK.format(at)}</time><small>${DAY.format(at)}</small></p>
<div class="what"><h2>${sentenceOf(event, names)}</h2>
<p class="tags"><span>${EVENTS[event.event]}</span><span class="${event.status}">${
    event.failure_code ?? (event.status === 'success' ? 'success' : 'refused')
  }</span></p>
${chainOf(linksOf(event, names), 'Delegation chain')}
${detailsOf(event)}</div></li>`;
}
