import { type Request, type Response, Router } from 'express';
import type { Audit } from '../instruments/audit.js';
import type { Directory } from '../management/directory.js';
import type { Storage } from '../oauth/adapter.js';
import { sendPage } from '../pages/layout.js';
import type { Names } from './entry.js';
import { readFilter } from './filter.js';
import { consolePage } from './page.js';

interface Wiring {
  audit: Audit;
  directory: Directory;
  storage: Storage;
}

const MOST_STREAMS = 20;
// However much happens at once, a page is told of it a few times a second.
const CALM_MS = 250;
// A comment now and then, so that an idle stream is not taken for a dead one.
const ALIVE_MS = 20_000;

function namesOf({ directory, storage }: Wiring): Names {
  const client = (id: string): string | undefined =>
    storage.clientName(id) ??
    // A token that was made for scripts, without a sign-in; and a client known by its metadata document.
    (id === 'sandbox-cli' ? 'Command line' : URL.canParse(id) ? new URL(id).host : undefined);
  return {
    person: (sub) => {
      const user = directory.userBySub(sub);
      return user?.name ?? user?.email;
    },
    client,
    clientOfSession: (sid) => directory.sessions.get(sid)?.client_id,
    application: (identifier) =>
      directory.applications.find((application) => application.identifier === identifier)?.name,
    resource: (identifier) => {
      const known = directory.resolveResource(identifier);
      return known && { name: known.name, kind: known.application_id === undefined ? 'linear' : 'server' };
    },
  };
}

/** Tells pages that there is something new (server-sent events); what it is they fetch as they are filtered. */
function createChanges(audit: Audit) {
  const streams = new Set<Response>();
  let timer: NodeJS.Timeout | undefined;
  audit.onAdd(() => {
    if (streams.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      for (const stream of streams) stream.write('data: new\n\n');
    }, CALM_MS).unref();
  });
  return (req: Request, res: Response) => {
    if (streams.size >= MOST_STREAMS) return void res.status(503).json({ error: 'too_many_streams' });
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    if (req.method === 'HEAD') return void res.end();
    res.flushHeaders();
    streams.add(res);
    const alive = setInterval(() => res.write(': alive\n\n'), ALIVE_MS).unref();
    req.on('close', () => {
      clearInterval(alive);
      streams.delete(res);
    });
  };
}

/** The audit log as a page, as a stream of changes to that page, and as JSON. */
export function consoleRoutes(wiring: Wiring): Router {
  const { audit } = wiring;
  const names = namesOf(wiring);
  const router = Router();
  router.get('/console', (req, res) => {
    const before = typeof req.query['before'] === 'string' ? req.query['before'] : '';
    sendPage(res, consolePage(audit.all().reverse(), names, { filter: readFilter(req.query), before }));
  });
  router.get('/console/changes', createChanges(audit));
  router.get('/console/audit.json', (_req, res) => void res.json(audit.all().reverse()));
  return router;
}
