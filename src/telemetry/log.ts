import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

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
  /** For people: colours and one readable line. Else JSON. */
  isTerminal: boolean;
}

/** A log on one of the process's streams. */
export async function createLog({ level, fd, isTerminal }: LogPlace): Promise<Logger> {
  return pino(logOptions(level), isTerminal ? await prettyStream(fd) : gatheringStream(fd));
}

/**
 * Lines are written together and off the path of the calls: a reader that is slow must not stop the server. They wait
 * a twentieth of a second at most; what is fatal, and the end of the process, write at once.
 */
function gatheringStream(fd: 1 | 2): DestinationStream {
  return pino.destination({
    dest: fd,
    sync: false,
    minLength: 8_192,
    maxLength: 8 * 1024 * 1024,
    periodicFlush: 50,
  });
}

async function prettyStream(fd: 1 | 2): Promise<DestinationStream> {
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
