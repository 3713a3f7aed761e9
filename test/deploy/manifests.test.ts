import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { documentedVariables } from '../../src/config/variables.js';
import { environmentOf, ROOT, readStages } from './support/dockerfile.js';
import { ConfigMap, Deployment, Fly, manifest, manifestNames } from './support/manifests.js';

/** What is deployed agrees with the server: its settings, its paths, its drain, and who it is to Keycard. */
const fly = Fly.parse(parse(readFileSync(join(ROOT, 'fly.toml'), 'utf8')));
const deployment = Deployment.parse(manifest('deployment.yaml')).spec;
const pod = deployment.template.spec;
const [container] = pod.containers;
const { data: settings } = ConfigMap.parse(manifest('config-map.yaml'));
const image = environmentOf(readStages().at(-1) ?? { base: '', name: undefined, instructions: [] });

/** With what is left to fill in filled in. */
function filled(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(/<[\w-]+>/, 'abc123')]),
  );
}

describe.each([
  ['fly.toml', fly.env, { FLY_APP_NAME: 'keycard-linear-mcp' }],
  ['deploy/kubernetes/config-map.yaml', settings, { CONNECT_SECRET: 'x'.repeat(44) }],
])('the settings of %s', (_, env, platform) => {
  it('are settings that the server knows', () => {
    const known = documentedVariables().map(({ name }) => name);
    expect(Object.keys(env).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('start it as somebody without a secret, on the port of the image', () => {
    const config = loadConfig({ env: { ...image, ...filled(env), ...platform } });
    expect(['fly', 'token_file']).toContain(config.keycard.identity.source.kind);
    expect([config.host, config.port]).toEqual(['0.0.0.0', 8000]);
  });

  it('refuse to start it as long as something is left to fill in', () => {
    expect(() => loadConfig({ env: { ...image, ...env, ...platform } })).toThrow(/KEYCARD_URL/);
  });
});

describe('fly.toml', () => {
  it('asks the server whether it is ready, and waits for calls in flight', () => {
    expect(fly.http_service.internal_port).toBe(Number(image['PORT']));
    expect(fly.http_service.checks.map(({ path }) => path)).toEqual(['/readyz']);
    expect(Number.parseInt(fly.kill_timeout, 10)).toBeGreaterThan(drainOf(fly.env));
  });
});

describe('the Kubernetes manifests', () => {
  it('are all applied by the kustomization', () => {
    const { resources } = manifest('kustomization.yaml') as { resources: string[] };
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(manifestNames());
  });

  it('give a pod longer to end than it drains, and look away from it before it stops', () => {
    const { readinessProbe: ready } = container;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drainOf(settings));
    expect(ready.periodSeconds * (ready.failureThreshold ?? 3)).toBeLessThanOrEqual(
      Number(settings['DRAIN_DELAY_SECONDS']),
    );
  });

  it('probe the paths that the server answers, on its port', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(image['PORT']) }]);
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
  });

  it('identify the server by a token for Keycard alone, where the server looks for it', () => {
    const [{ serviceAccountToken: token }] = pod.volumes[0].projected.sources;
    expect(token.audience).toBe(settings['KEYCARD_URL']);
    expect(`${container.volumeMounts[0].mountPath}/${token.path}`).toBe(
      settings['KEYCARD_WORKLOAD_TOKEN_FILE'],
    );
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(manifest('service-account.yaml')).toMatchObject({ metadata: { name: pod.serviceAccountName } });
  });

  it('run two replicas at least, with a file system that cannot be written, under labels that all agree on', () => {
    // The autoscaler's to say: a number here would take a busy deployment back to it with each apply.
    expect(deployment.replicas).toBeUndefined();
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
    const labels = deployment.template.metadata.labels;
    const { matchLabels } = deployment.selector;
    expect(labels).toEqual(matchLabels);
    expect(manifest('service.yaml')).toMatchObject({ spec: { selector: labels } });
    expect(manifest('pod-disruption-budget.yaml')).toMatchObject({ spec: { selector: { matchLabels } } });
    expect(manifest('network-policy.yaml')).toMatchObject({ spec: { podSelector: { matchLabels } } });
    expect(manifest('horizontal-pod-autoscaler.yaml')).toMatchObject({ spec: { minReplicas: 2 } });
  });
});

function drainOf(env: Record<string, string>): number {
  return Number(env['DRAIN_DELAY_SECONDS']) + Number(env['DRAIN_SECONDS']);
}
