/**
 * Waits for the first bytes of an answer before its status is sent. The 2025 transport opens its stream before the
 * tool has run; until something of it is on the wire, the status can still be another one.
 */
export async function afterFirstChunk(
  response: Response,
  instead: () => Response | undefined,
): Promise<Response> {
  if (response.body === null) return instead() ?? response;
  const reader = response.body.getReader();
  const first = await reader.read();
  const other = instead();
  if (other !== undefined) {
    await reader.cancel();
    return other;
  }
  const rest = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    pull: async (controller) => {
      const next = await reader.read();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(rest, { status: response.status, headers: response.headers });
}
