import type { Tracer } from '@opentelemetry/api';
import { withinMs } from './within.js';

export interface Exporter {
  tracer: Tracer;
  /** Sends what is left, within a few seconds. */
  close: () => Promise<void>;
}

/**
 * Sends spans to a collector by OTLP over HTTP (JSON), in batches off the path of the calls; when the collector
 * cannot be reached they are dropped and counted, never waited for. The libraries read the standard `OTEL_*` variables
 * of the process by themselves, and are loaded only here.
 */
export async function startExporter(options: {
  version: string;
  /** Told of each batch that was not taken. */
  onFailure: () => void;
}): Promise<Exporter> {
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter();
  const send = exporter.export.bind(exporter);
  exporter.export = (spans, done) =>
    send(spans, (result) => {
      // 0 is success (OpenTelemetry's ExportResultCode).
      if (result.code !== 0) options.onFailure();
      done(result);
    });
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
  const resource = resources
    .resourceFromAttributes({ 'service.name': 'keycard-linear-mcp', 'service.version': options.version })
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  return {
    tracer: provider.getTracer('keycard-linear-mcp', options.version),
    close: () => withinMs(provider.shutdown(), 3_000),
  };
}
