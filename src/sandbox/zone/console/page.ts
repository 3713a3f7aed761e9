import type { AuditEvent } from '../instruments/audit.js';
import { shown } from '../pages/chain.js';
import { html, type Markup, type Page } from '../pages/layout.js';
import { EVENTS, entryOf, type Names } from './entry.js';
import { FIELDS, type Filter, optionsIn, PAGE_SIZE, type Slice, sliceOf } from './filter.js';
import { LIVE_SCRIPT } from './script.js';
import { CONSOLE_STYLE } from './style.js';

type Field = (typeof FIELDS)[number];

const LABELS: Readonly<Record<Field, string>> = {
  person: 'Person',
  event: 'Event',
  outcome: 'Outcome',
  resource: 'Resource',
};

const ALL: Readonly<Record<Field, string>> = {
  person: 'Everybody',
  event: 'All events',
  outcome: 'Any outcome',
  resource: 'All resources',
};

function labelOf(field: Field, value: string, names: Names): string {
  const label = {
    person: () => names.person(value),
    event: () => Object.entries(EVENTS).find(([event]) => event === value)?.[1],
    outcome: () => ({ success: 'Success', failure: 'Failure' })[value],
    resource: () => names.resource(value)?.name,
  }[field]();
  return shown(label ?? value);
}

function select(field: Field, newestFirst: readonly AuditEvent[], filter: Filter, names: Names): Markup {
  const chosen = filter[field];
  const found = optionsIn(newestFirst, field);
  // What is filtered by is offered even when it no longer, or never, occurred.
  const values = chosen === '' || found.includes(chosen) ? found : [chosen, ...found];
  const option = (value: string): Markup =>
    html`<option value="${value}"${value === chosen ? html` selected` : html``}>${labelOf(field, value, names)}</option>`;
  return html`<div><label for="f-${field}">${LABELS[field]}</label>
<select id="f-${field}" name="${field}"><option value="">${ALL[field]}</option>${values.map(option)}</select></div>`;
}

function address(filter: Filter, before?: string): string {
  const query = new URLSearchParams();
  for (const field of FIELDS) if (filter[field] !== '') query.set(field, filter[field]);
  if (before !== undefined) query.set('before', before);
  return query.size === 0 ? '/console' : `/console?${query}`;
}

function turning({ older, isNewest }: Slice, filter: Filter): Markup {
  return html`<nav class="pages" id="pages" aria-label="Pages of the log">${
    isNewest ? '' : html`<a href="${address(filter)}">Newest</a>`
  }${older === undefined ? '' : html`<a href="${address(filter, older)}">Older</a>`}</nav>`;
}

const counted = ({ matching }: Slice, all: number): string =>
  matching === all ? `${all} ${all === 1 ? 'event' : 'events'}` : `${matching} of ${all} events`;

/** The audit log, newest first: a page of it, filtered as asked. */
export function consolePage(
  newestFirst: readonly AuditEvent[],
  names: Names,
  { filter, before }: { filter: Filter; before: string },
): Page {
  const slice = sliceOf(newestFirst, filter, before);
  const isFiltered = FIELDS.some((field) => filter[field] !== '');
  const isEmpty = slice.events.length === 0;
  return {
    title: 'Audit log',
    kind: 'wide',
    style: CONSOLE_STYLE,
    script: LIVE_SCRIPT,
    body: html`<div class="bar"><h1>Audit log</h1>
<div class="live"><p class="state" id="live-words" role="status">${
      slice.isNewest ? 'As of now' : 'An older page'
    }</p><button type="button" id="live-button" hidden>Pause</button></div></div>
<p class="soft"><span id="count">${counted(slice, newestFirst.length)}</span>, newest first. <a href="${address(filter)}">Refresh</a>${
      isFiltered ? html` · <a href="/console">Clear filters</a>` : ''
    } · <a href="/console/audit.json">JSON</a></p>
<form class="filters" method="get" action="/console" role="search" aria-label="Filter the log">
${FIELDS.map((field) => select(field, newestFirst, filter, names))}
<button>Filter</button>
</form>
<p class="none" id="none"${isEmpty ? html`` : html` hidden`}>${
      isFiltered
        ? 'Nothing matches these filters.'
        : 'Nothing has happened yet. Sign in with a client, and it shows here.'
    }</p>
<ol class="entries" id="entries" data-size="${PAGE_SIZE}" data-newest="${slice.isNewest ? 'yes' : 'no'}"${
      isEmpty ? html` hidden` : html``
    }>
${slice.events.map((event) => entryOf(event, names))}
</ol>
${turning(slice, filter)}`,
  };
}
