import { type Request, type Response, Router } from 'express';
import type { Directory } from '../management/directory.js';
import type { DelegatedGrant, User } from '../management/records.js';
import type { Management } from '../management/service.js';
import { html, type Markup, type Page, sendPage } from './layout.js';
import type { Sessions } from './sessions.js';

interface Wiring {
  directory: Directory;
  management: Management;
  sessions: Sessions;
}

/** What a person finds at the zone's own address: where the console is, who they are here, and the way out of both. */
export function frontRoutes({ directory, management, sessions }: Wiring): Router {
  const grantsOf = (user: User) =>
    directory.grants.filter(({ user_id: id, status }) => id === user.id && status === 'active');

  function connection({ id, resource_id: resource }: DelegatedGrant): Markup {
    const { name = '', identifier = '' } = directory.resources.get(resource) ?? {};
    return html`<form method="post" action="/connections/${id}/end">
<p>Connected: <strong>${name}</strong> <small>${identifier}</small></p>
<button>End this connection</button>
</form>`;
  }

  function standing(user: User): Markup {
    const grants = grantsOf(user);
    return html`<p>Signed in as <strong>${user.name ?? user.email}</strong>, ${user.email}.</p>
<form method="post" action="/sign-out"><button>Sign out</button></form>
${grants.length === 0 ? html`<p class="soft">Nothing is connected in your name.</p>` : grants.map(connection)}`;
  }

  const page = (user: User | undefined): Page => ({
    title: 'Keycard zone',
    body: html`<h1>Keycard zone</h1>
<p>It stands in for Keycard in this sandbox. The <a href="/console">console</a> shows who signed in, what they allowed, and each token that was issued or refused.</p>
${user === undefined ? html`<p class="soft">Nobody is signed in in this browser. A client that signs in asks who it is.</p>` : standing(user)}`,
  });

  const router = Router();
  router.get('/', async (req, res) => sendPage(res, page(await sessions.person(req, res))));
  router.post('/sign-out', async (req: Request, res: Response) => {
    await sessions.end(req, res);
    res.redirect(303, '/');
  });
  // Their own only: the session's cookie does not come along from another site (SameSite=Lax).
  router.post('/connections/:id/end', async (req, res) => {
    const user = await sessions.person(req, res);
    const grant = user && grantsOf(user).find(({ id }) => id === req.params['id']);
    if (grant) management.revokeGrant(grant.id);
    res.redirect(303, '/');
  });
  return router;
}
