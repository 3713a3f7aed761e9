import { Router } from 'express';
import { COPY_SCRIPT, homePage, type LastCheck } from './home.js';
import { pageHeaders } from './html.js';

export interface HomeOptions {
  /** The MCP endpoint, as clients are to be given it. */
  resource: string;
  /** Where a person's connection is looked up, and what the browser's cookies tell of the last time. */
  connection?:
    | { check: string; lastCheck: (cookies: string | undefined) => Promise<LastCheck | undefined> }
    | undefined;
}

const HEADERS = pageHeaders(COPY_SCRIPT);

/** `GET /`: the page for a person. */
export function homeRoutes({ resource, connection }: HomeOptions): Router {
  const router = Router();
  const pageWith = (last: LastCheck | undefined): Buffer =>
    Buffer.from(homePage({ resource, connection: connection && { check: connection.check, last } }));
  // The same bytes for all strangers, who may leave many answers unread.
  const common = pageWith(undefined);
  router.get('/', async (req, res) => {
    const last = await connection?.lastCheck(req.headers.cookie);
    res
      .set(HEADERS)
      .type('html')
      .send(last === undefined ? common : pageWith(last));
  });
  return router;
}
