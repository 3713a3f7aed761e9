import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, createListener, listenOn } from '../../src/http/listening/listener.js';

describe('the listener', () => {
  const listener = createListener();
  const app = express();
  const made: { isRequest: boolean; isResponse: boolean }[] = [];

  beforeAll(async () => {
    app.get('/', (req, res) => void res.json({ path: req.path, isOwn: req.app === app && res.app === app }));
    listener.serve(app);
    // Before the application, which would change prototypes that are not its own.
    listener.prependListener('request', (req, res) => {
      made.push({
        isRequest: Object.getPrototypeOf(req) === app.request,
        isResponse: Object.getPrototypeOf(res) === app.response,
      });
    });
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
  });

  afterAll(() => listener.close());

  it('makes requests and responses with the prototypes that Express would give them', async () => {
    const answer = await fetch(`http://127.0.0.1:${addressOf(listener).port}/`);
    expect(made).toEqual([{ isRequest: true, isResponse: true }]);
    expect(await answer.json()).toEqual({ path: '/', isOwn: true });
  });
});
