import { type Results, rowOf } from './results.js';
import { MIB } from './sizes.js';

/** The results in plain words, with the figures of this run. */
export function meaningOf({ busy, distance, workers, soak }: Results): string[] {
  const small = rowOf(busy, 'ours', 'get_user', 'modern');
  const list = rowOf(busy, 'ours', 'list_issues', 'modern');
  const floor = rowOf(busy, 'floor', 'get_user', 'modern');
  const express = rowOf(busy, 'express', 'get_user', 'modern');
  const listFloor = rowOf(busy, 'floor', 'list_issues', 'modern');
  const bareList = rowOf(busy, 'express', 'list_issues', 'modern');
  const straight = rowOf(busy, 'template', 'list_issues', 'legacy');
  const far = distance.find(({ rttMs }) => rttMs === 80);
  const added = far === undefined ? 0 : far.ours.p50 - far.floor.p50;
  const [one, many] = workers;
  return [
    `- A core answers about ${whole(1000 / small.cpuMs)} small calls a second, or ${whole(1000 / list.cpuMs)} lists of fifty issues. Each is one exchange and one request to Linear, whatever the page size.`,
    `- Of the ${micro(small.cpuMs)} µs of a small call, sending and reading the two requests alone is ${micro(floor.cpuMs)}, and taking a request and answering it in bare Express ${micro(express.cpuMs)}. What remains is proving the token, limits, the exchange’s own rules, the funnel, the answer’s words, log and audit record, and collecting what they leave in memory; the largest part, proving the token, is between a seventh and a fifth by profiles.`,
    `- A list of fifty issues takes ${(list.cpuMs / bareList.cpuMs).toFixed(1)} times bare Express, where its two requests alone, with Linear’s ${whole(listFloor.bytes / 1000)} kB, take ${(listFloor.cpuMs / bareList.cpuMs).toFixed(1)} times: what is left under four does not hold parsing them, looking at their shape, writing the rows, and all that a small call takes.`,
    `- With Keycard and Linear 80 ms away, this server adds ${added.toFixed(1)} ms to the ${far?.floor.p50.toFixed(0)} that one exchange and one query take. Much of it is a process waking up that has rested meanwhile: bare Express asked at that pace takes ${far?.express.p50.toFixed(1)} ms, ${((far?.express.p50 ?? 0) / rowOf(busy, 'express', 'get_user', 'modern', 1).p50).toFixed(0)} times what it takes when it is kept busy.`,
    `- A list of fifty issues takes the straight way ${whole(straight.upstream.queries)} requests, ${whole(straight.cpuMs / list.cpuMs)} times the processor time and ${(straight.bytes / list.bytes).toFixed(1)} times the bytes.`,
    `- Over ${soak.calls.toLocaleString('en')} requests memory grew by ${((soak.slope * soak.calls) / 1000 / MIB).toFixed(1)} MiB, where it swings by a few with each collection.`,
    ...(one === undefined || many === undefined
      ? []
      : [
          `- A worker for each core (\`node:cluster\`) answers ${(many.callsPerSecond / one.callsPerSecond).toFixed(2)} times the calls of one process on this machine, where the callers and both upstreams take their share of the same cores, at ${(many.cpuMs / one.cpuMs).toFixed(2)} times the processor time of a call and ${(many.rss / one.rss).toFixed(1)} times the memory. It is what a second replica is, without that one’s own memory limit, restarts and readiness; so there is no setting for it, and replicas are the way to use more cores.`,
        ]),
  ];
}

/** What profiles led to; figures are from the runs in which it was tried. */
export const TRIED = [
  'Kept: requests and responses made with the prototypes that Express would give them afterwards, which left each with a hidden class of its own and every look at one uncached (0.2 ms of each request, and three of four major collections). Bare Express itself takes a quarter of its time then; what is held here is held against Express as it comes.',
  'Kept: undici’s `dispatch` for both upstreams instead of Linear’s SDK over `fetch` and of `request` (together 0.5 ms of a call, and 16 MB); plain calls answered in the envelope that the protocol layer gave the first of their form (0.7 ms); text that is ordinary neither cleaned nor weighed (0.4 ms of a list); the token endpoint’s answer read without a `Response` around it (0.04 ms); the MCP route tried first, CORS for pages only (0.05 ms); lists of tools kept as bytes (0.03 ms); records made when the answer has been sent (0.15 ms of an answer at a slow pace, and no processor time); no source maps at start (7 MB); objects all born young (`--no-allocation-site-pretenuring`: a seventh of a list of issues and 5 MB on Node 20, nothing on 22 and 24); calls in progress kept in a list instead of a `Set`, which lets calls grow old with each of its old tables (0.04 ms); fields of tools that share their checks (6 MB); glibc’s trim threshold stated, so that it does not grow (`MALLOC_TRIM_THRESHOLD_`, 5 MB).',
  'Without effect, not kept: a signal of our own instead of Node’s, of which each has a hidden class of its own (0.005 ms); other Node flags (`--max-lazy`, `--always-sparkplug`, `--single-threaded-gc`); an own adapter in place of the protocol package’s. Spans in protobuf instead of JSON; records gathered; code in large pages (`--use-largepages`); fewer threads. A young generation of 16 MiB a half instead of 8 saves a fifteenth and takes 15 MB, which is more than is held; 4 makes a list of issues a quarter dearer and saves 8 MB. An old generation that grows more slowly (`--heap-growing-percent=20`) saves 5 MB, and 13 while all list issues, for a twenty-fifth of every call. No collections at rest (`--no-memory-reducer`): half a millisecond less at a slow pace, where 40 MB of a past crowd, and the tokens of its last calls among them, would stay in memory until somebody calls again. Why a call is dearer after them: a collection at rest finds nothing alive of the shapes that only calls have (a request, a tick, the state of a stream), and with a shape goes the code that was compiled for it, that of 49 functions. Nothing that V8 has keeps it (`--retain-maps-for-n-gc`, `--no-flush-bytecode`, `--no-compact-code-space`, a single collection, a later one), a forced collection in its place throws away twice as much, and compiling sooner (`--interrupt-budget`) does not bring it back in time.',
  'Not done: remembering verified tokens, or proving signatures by hand on the main thread: every request is verified, and by a library that others read too. A trial of the latter saved no processor time, and at a slow pace it answered between half a millisecond sooner and a third of one later.',
];

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function micro(ms: number): string {
  return whole(ms * 1000);
}
