import { REVOKE, STATE, type Status } from './home.js';
import { type Html, html, page } from './html.js';

/** The pages on which a person connects Linear. Each says where they stand and what to do next. */

export function startPage(continueUrl: string): string {
  return page({
    title: 'Connect Linear',
    body: html`<p>An agent that works for you asked for your Linear issues. For that, Linear has to be connected to your Keycard account once.</p>
<p>You sign in to Keycard, then Linear asks whether you agree. No password and no key is given to the agent or to this server.</p>
<a class="act" href="${continueUrl}">Continue</a>
<p class="soft">Continue only if you asked for this yourself. The link works for ten minutes and only for the person it was made for.</p>`,
  });
}

export function connectedPage(statusUrl: string): string {
  return page({
    title: 'Linear is connected',
    body: html`<p>Go back to your chat and repeat what you asked for.</p>
<p class="soft">You can close this page. <a href="${statusUrl}">What is connected</a></p>`,
  });
}

/** Whoever opened the link is not the person it was made for. */
export function wrongPersonPage(againUrl: string): string {
  return page({
    title: 'This link was made for somebody else',
    body: html`<p>You are signed in to Keycard as another person than the one who was asked to connect Linear. Nothing was connected.</p>
<p>If somebody sent you this link, ignore it. If it is yours, sign in as yourself. Should Keycard not ask who you are, sign out there and open the link again.</p>
<a class="act" href="${againUrl}">Sign in as somebody else</a>`,
  });
}

export function expiredPage(): string {
  return page({
    title: 'This link has expired',
    body: html`<p>Links to connect Linear work for ten minutes, and only as they were given. Nothing was connected.</p>
<p>Go back to your chat and ask again: you will get a new one.</p>`,
  });
}

/** The browser came back to a sign-in that is not the one it left for last. */
export function overtakenPage(): string {
  return page({
    title: 'This sign-in was overtaken',
    body: html`<p>You have begun again since, perhaps in another tab: only the latest goes on. Nothing was connected here.</p>
<p>Go on in the other tab, or go back to your chat and open the link again.</p>`,
  });
}

/** What the address stood for has been, or this browser knows nothing of it. */
export function overPage(statusUrl: string): string {
  return page({
    title: 'This step is over',
    body: html`<p>Nothing goes on from this address, and opening it has changed nothing. If you have connected Linear, all is well: go back to your chat.</p>
<p>If you have come from Keycard just now, this browser did not keep where it left. Allow cookies for this site, and open the link of your chat again.</p>
<p class="soft"><a href="${statusUrl}">What is connected</a></p>`,
  });
}

export function usedPage(statusUrl: string): string {
  return page({
    title: 'This link has been used',
    body: html`<p>Each link works once. If you have just connected Linear, all is well: go back to your chat.</p>
<p class="soft"><a href="${statusUrl}">What is connected</a></p>`,
  });
}

export function declinedPage(statusUrl: string): string {
  return page({
    title: 'This was not agreed to',
    body: html`<p>You or Keycard said no, and this server was given nothing. What was connected before is not ended by that.</p>
<p>If you change your mind, go back to your chat and ask again.</p>
<p class="soft"><a href="${statusUrl}">What is connected</a></p>`,
  });
}

export function failedPage(requestId: string): string {
  return page({
    title: 'That did not work',
    body: html`<p>Keycard could not be reached or gave an answer that this server does not accept. Try again in a moment.</p>
<p class="soft">If it fails again, tell the operator of this server the request id ${requestId}.</p>`,
  });
}

interface StatusLinks {
  connect: string;
  look: string;
}

/** What a signed-in person has connected, and how to end it. */
export function statusPage(status: Status, links: StatusLinks): string {
  return page({ title: 'Your connection', body: html`${STATE[status]}${NEXT[status](links)}${REVOKE}` });
}

const NEXT: Readonly<Record<Status, (links: StatusLinks) => Html>> = {
  connected: () => html`<p>Agents that you have signed in to this server can act for you in Linear.</p>`,
  not_connected: ({ connect }) =>
    html`<p>Agents cannot reach Linear for you.</p><a class="act" href="${connect}">Connect Linear</a>`,
  unseen: ({ look }) =>
    html`<p>Whether Linear is connected for you, Keycard tells this server only after you have let it look. It asks you once; should Linear not be connected, you are asked for that on the way.</p><a class="act" href="${look}">Let this server look</a>`,
  unknown: () => html`<p>Keycard did not answer as expected. Try again later.</p>`,
};

export function signInPage(signInUrl: string): string {
  return page({
    title: 'Your connection',
    body: html`<p>Sign in to Keycard to see whether Linear is connected for you.</p><a class="act" href="${signInUrl}">Sign in</a>`,
  });
}
