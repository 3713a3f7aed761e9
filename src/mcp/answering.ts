import type { Request as HttpRequest } from 'express';
import { afterFirstChunk } from './first-chunk.js';

/** How a client asked to be answered, and what has become of its request since. */
export interface Answering {
  takesStream: boolean;
  /** Issued with this answer, if any. */
  sessionId: string | undefined;
  /** Another answer instead of the one that was prepared. */
  instead: () => Response | undefined;
}

/** What the protocol layer answers, in the form that HTTP and this client want. */
export async function answered(
  response: Response,
  { takesStream, sessionId, instead }: Answering,
): Promise<Response> {
  const result = await afterFirstChunk(response, instead);
  const isStream = result.headers.get('Content-Type')?.startsWith('text/event-stream') === true;
  const final = isStream && !takesStream ? await asJson(result) : result;
  final.headers.set('Cache-Control', 'no-store');
  // A hop-by-hop header of the transport's own (RFC 9110 §7.6.1): it would overrule a client that closes.
  final.headers.delete('Connection');
  if (sessionId !== undefined) final.headers.set('Mcp-Session-Id', sessionId);
  return final;
}

/** The last message of a stream, for a client that takes JSON only: notifications before it have nowhere to go. */
async function asJson(stream: Response): Promise<Response> {
  const message = messagesIn(await stream.text()).at(-1) ?? 'null';
  return new Response(message, { status: stream.status, headers: { 'Content-Type': 'application/json' } });
}

/** The messages of a stream of events, each in JSON. */
export function messagesIn(stream: string): string[] {
  const lines = stream.split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => line.slice('data: '.length));
}

/** What the client takes, before `acceptBothForms` has its way (RFC 9110 §12.5.1). */
export function takesStream(req: HttpRequest): boolean {
  return /text\/(?:event-stream|\*)|\*\/\*/.test(req.headers.accept ?? '*/*');
}

/** The 2025 transport answers 406 unless both forms are named, even to a client that takes anything. */
export function acceptBothForms(req: HttpRequest): void {
  const takesAny = /\*\/\*|application\/(?:json|\*)|text\/event-stream/.test(req.headers.accept ?? '*/*');
  if (takesAny) req.headers.accept = 'application/json, text/event-stream';
}
