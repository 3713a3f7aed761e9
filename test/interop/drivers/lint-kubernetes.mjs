/**
 * `node lint-kubernetes.mjs FILE…`: validates manifests against the published schemas of Kubernetes, and prints what is
 * wrong as JSON. The validators let unknown members pass, as a cluster drops them; here each is a finding.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';

const findings = [];
for (const file of process.argv.slice(2)) {
  const document = parse(readFileSync(file, 'utf8'));
  const { [document.kind]: Model } = await import(
    `kubernetes-models/${document.apiVersion}/${document.kind}`
  );
  const read = new Set();
  try {
    Model.prototype.validate.call(watched(document, '', read));
  } catch (error) {
    findings.push(`${basename(file)}: ${error.message}`);
  }
  for (const path of pathsOf(document, '')) {
    if (!read.has(path)) findings.push(`${basename(file)}: ${path} is unknown`);
  }
}
process.stdout.write(JSON.stringify(findings));

/** Notes each member that is asked for by name, or all of an object in which any name may stand. */
function watched(value, path, read) {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      if (typeof key === 'string' && Object.hasOwn(target, key)) read.add(`${path}/${key}`);
      return watched(Reflect.get(target, key), `${path}/${String(key)}`, read);
    },
    ownKeys: (target) => {
      for (const key of Object.keys(target)) read.add(`${path}/${key}`);
      return Reflect.ownKeys(target);
    },
  });
}

function pathsOf(value, path) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}/${key}`,
    ...pathsOf(inner, `${path}/${key}`),
  ]);
}
