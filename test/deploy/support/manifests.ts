import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from './dockerfile.js';

const FOLDER = join(ROOT, 'deploy/kubernetes');

const Env = z.record(z.string(), z.string());
const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.number(),
  failureThreshold: z.number().optional(),
});

/** The parts of a Deployment that other files and the server have to agree with. */
export const Deployment = z.object({
  spec: z.object({
    replicas: z.number().optional(),
    selector: z.object({ matchLabels: Env }),
    template: z.object({
      metadata: z.object({ labels: Env }),
      spec: z.object({
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.boolean(),
        terminationGracePeriodSeconds: z.number(),
        containers: z.tuple([
          z.object({
            ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
            readinessProbe: Probe,
            livenessProbe: Probe,
            securityContext: z.object({ readOnlyRootFilesystem: z.boolean() }),
            volumeMounts: z.tuple([z.object({ mountPath: z.string() })]),
          }),
        ]),
        volumes: z.tuple([
          z.object({
            projected: z.object({
              sources: z.tuple([
                z.object({
                  serviceAccountToken: z.object({
                    path: z.string(),
                    audience: z.string(),
                    expirationSeconds: z.number().min(600),
                  }),
                }),
              ]),
            }),
          }),
        ]),
      }),
    }),
  }),
});

export const ConfigMap = z.object({ data: Env });
export const Fly = z.object({
  kill_timeout: z.string(),
  env: Env,
  http_service: z.object({
    internal_port: z.number(),
    checks: z.array(z.object({ path: z.string() })),
  }),
});

export function manifestNames(): string[] {
  return readdirSync(FOLDER).sort();
}

export function manifest(name: string): unknown {
  return parse(readFileSync(join(FOLDER, name), 'utf8'));
}
