import { type Logger, type LoggerOptions, pino } from 'pino';
import { createDescriptorSink, type LineSink } from './lines/sink.js';
import { createLineWriter } from './lines/writer.js';

const SECRET_NAMES = [
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'subject_token',
  'client_secret',
  'clientSecret',
  'client_assertion',
  'assertion',
  'secret',
  'password',
  'apiKey',
  'authorization',
  'Authorization',
  'cookie',
];
const HOLDERS = [
  'headers',
  'req.headers',
  'request.headers',
  'res.headers',
  'response.headers',
  'body',
  'params',
];
const REDACTED = '[redacted]';

// A JWT, a key or token of Linear's, or whatever stands after the name of a scheme.
const SECRET_SHAPES =
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\blin_[a-z]+_\w{8,}|(?<=\b(?:Bearer|Basic) )[\w.~+/-]{8,}=*/g;

/**
 * How this server's log is written: one JSON object a line. Events are made of chosen fields, so that no secret is in
 * them; what stands here is the second line of defence, by name and by shape, for the line that somebody adds in a
 * hurry. Wildcards are left out: they would cost ten times the rest of a line.
 */
export function logOptions(level: string): LoggerOptions {
  const nested = HOLDERS.flatMap((holder) => SECRET_NAMES.map((name) => `${holder}.${name}`));
  return {
    level,
    base: null,
    redact: { paths: [...SECRET_NAMES, ...nested], censor: REDACTED },
    serializers: {
      err: describeError,
      error: (error) => (error instanceof Error ? describeError(error) : error),
    },
    hooks: {
      // Without words of its own, a line about an error would take the error's.
      logMethod(args, method) {
        const [first, ...rest]: unknown[] = args;
        const fields = first instanceof Error ? { err: first } : first;
        const words = rest.length === 0 && holdsError(fields) ? ['an error'] : rest;
        Reflect.apply(method, this, [fields, ...words]);
      },
      streamWrite: (line) => line.replace(SECRET_SHAPES, REDACTED),
    },
  };
}

function holdsError(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && 'err' in fields;
}

export interface LogPlace {
  level: string;
  /** 1 for standard output, 2 for standard error. */
  fd: 1 | 2;
  /** On it, where others write there too. */
  sink?: LineSink;
  /** For people: colours and one readable line. Else JSON. */
  isTerminal: boolean;
}

/** A log on one of the process's streams; closing it lets out what is still inside, if that can be had in time. */
export async function createLog({
  level,
  fd,
  sink = createDescriptorSink(fd),
  isTerminal,
}: LogPlace): Promise<{ log: Logger; close: () => Promise<void> }> {
  if (isTerminal)
    return { log: pino(logOptions(level), await prettyStream(fd)), close: async () => undefined };
  const stream = gatheringStream(sink);
  const log = pino(logOptions(level), stream);
  stream.onRecovered = (lost) => log.warn({ event: 'log.recovered', lost }, 'the log is written again');
  return { log, close: stream.close };
}

/**
 * Lines are written together and off the path of the calls. A reader that is slow, and a disk that is full, must not stop
 * the server: lines wait for them up to a bound, and are lost and counted beyond it.
 */
function gatheringStream(sink: LineSink) {
  let lost = 0;
  const writer = createLineWriter({
    sink,
    gatherMs: 50,
    patienceMs: 1_000,
    mostWaiting: 1024 * 1024,
    // There is nowhere to tell of it.
    onFailure: () => undefined,
    onDropped: () => {
      lost += 1;
    },
    onRecovered: () => {
      stream.onRecovered(lost);
      lost = 0;
    },
  });
  const stream = {
    write: writer.append,
    close: writer.close,
    onRecovered: (_lost: number): void => undefined,
  };
  return stream;
}

async function prettyStream(fd: 1 | 2): Promise<{ write: (line: string) => void }> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: fd,
    sync: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'event,requestId,traceId,sessionId,tokenId,clientId',
    singleLine: true,
  });
}

/** What may be logged of an error: its name and where it was thrown, never its message, which may quote anything. */
export function describeError(error: unknown): { error: string; frames: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, frames: [] };
  const { stack = '', message } = error;
  // A message may have lines that look like frames: whatever stands before its end is not read.
  const after = message === '' ? 0 : stack.indexOf(message) + message.length;
  const frames = stack
    .slice(stack.includes(message) ? after : stack.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return { error: error.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}
