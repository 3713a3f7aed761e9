import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ROOT } from '../deploy/support/dockerfile.js';
import { manifest, manifestNames } from '../deploy/support/manifests.js';
import { runTool } from './support/run.js';
import { DRIVERS, missing, titled } from './support/tools.js';

async function lint(...paths: string[]): Promise<unknown> {
  const { stdout, stderr } = await runTool([`${DRIVERS}/lint-kubernetes.mjs`, ...paths]);
  return stderr === '' ? JSON.parse(stdout) : stderr;
}

describe.skipIf(missing !== undefined)(titled('the Kubernetes manifests'), () => {
  it('are what the published schemas of Kubernetes describe, without a member they do not know', async () => {
    // A kustomization is read by kubectl and never reaches a cluster.
    const names = manifestNames().filter((name) => name !== 'kustomization.yaml');
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(await lint(...names.map((name) => join(ROOT, 'deploy/kubernetes', name)))).toEqual([]);
  });

  it('would not pass with a misspelt member or a wrong type', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'service.yaml');
    const service = manifest('service.yaml') as { spec: object };
    writeFileSync(
      file,
      stringify({ ...service, spec: { ...service.spec, sessionAfinity: 'None', ports: 'http' } }),
    );
    expect(await lint(file)).toEqual([
      expect.stringContaining('spec/ports must be array'),
      'service.yaml: /spec/sessionAfinity is unknown',
    ]);
  });
});
