import { readFileSync } from 'node:fs';
import express from 'express';

/** Bare Express: reads the JSON of a request and answers the bytes that are kept for its path. Nothing costs less here. */
const answers = JSON.parse(readFileSync(process.env['BENCH_ANSWERS'] ?? '', 'utf8')) as Record<
  string,
  string
>;
const app = express();
app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
app.post('/:name', express.json(), (req, res) => {
  res.type('text/event-stream').send(answers[req.params.name] ?? '');
});
// Longer than any pace that is measured.
app.listen(Number(process.env['PORT']), '127.0.0.1').keepAliveTimeout = 60_000;
