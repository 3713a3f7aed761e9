import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.strictObject({ intValue: z.number() }).transform(({ intValue }) => intValue),
  z.strictObject({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z.strictObject({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
]);
const attributes = z
  .array(z.strictObject({ key: z.string(), value }))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => [pair.key, pair.value])));
const id = (characters: number) => z.string().regex(new RegExp(`^[0-9a-f]{${characters}}$`));
const span = z.object({
  traceId: id(32),
  spanId: id(16),
  parentSpanId: id(16).optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes,
  status: z.object({ code: z.number() }),
});
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(span) })),
    }),
  ),
});

export type CollectedSpan = z.infer<typeof span> & { resource: Record<string, unknown> };

/** An OpenTelemetry collector that takes OTLP/HTTP in JSON on its standard path, and nothing that is not well-formed. */
export async function startCollector() {
  const spans: CollectedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const problems: string[] = [];
  let status = 200;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      if (req.url !== '/v1/traces' || req.headers['content-type'] !== 'application/json')
        problems.push(`${req.url} ${req.headers['content-type']}`);
      const parsed = request.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
      if (!parsed.success) problems.push(parsed.error.message);
      headers.push(req.headers);
      if (status === 200)
        for (const { resource, scopeSpans } of parsed.data?.resourceSpans ?? [])
          for (const scope of scopeSpans)
            for (const each of scope.spans) spans.push({ ...each, resource: resource.attributes });
      res.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    problems,
    answerWith: (code: number) => {
      status = code;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Collector = Awaited<ReturnType<typeof startCollector>>;

/** Milliseconds between a span's two ends. */
export function durationOf({ startTimeUnixNano, endTimeUnixNano }: CollectedSpan): number {
  return Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;
}
