import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Certificate, createCertificate } from './certificate.js';
import type { Asked, Era } from './shots.js';
import { shot } from './shots.js';
import { freePort, type Subject, startSubject } from './subject.js';
import { startUpstreams, type Upstreams } from './upstreams.js';

const OURS = fileURLToPath(new URL('../../../../dist/main.js', import.meta.url));
const CLUSTER = fileURLToPath(new URL('../servers/cluster-main.js', import.meta.url));
const TEMPLATE = fileURLToPath(new URL('../servers/template-main.js', import.meta.url));
const EXPRESS = fileURLToPath(new URL('../servers/express-main.js', import.meta.url));

const MANIFEST = fileURLToPath(new URL('../../../../package.json', import.meta.url));

/** What `npm start` tells Node, and what stands in its environment. */
function settingsOfStart(): { flags: string[]; env: Record<string, string> } {
  const { scripts } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { scripts: { start: string } };
  const assigned = [...scripts.start.matchAll(/(?:^| )([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return { flags: scripts.start.match(/--\S+/g) ?? [], env: Object.fromEntries(assigned) };
}

/** Callers at once in the busiest load, and so many people, that no limit of one person is in the way. */
const PEOPLE = 150;

/** What all stages share: a certificate that is trusted by file, and a folder for the run. */
export interface Setting {
  certificate: Certificate;
  caFile: string;
  folder: string;
  close: () => void;
}

export async function createSetting(): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-bench-'));
  const certificate = await createCertificate();
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificate.cert);
  return { certificate, caFile, folder, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A server between its upstreams, with tokens that it takes. */
export interface Stage {
  subject: Subject;
  upstreams: Upstreams;
  tokens: readonly string[];
}

export interface OursOptions {
  rttMs?: number;
  env?: Record<string, string>;
  /** A worker for each core instead of one process. */
  inCluster?: boolean;
}

/** The environment of this server between these upstreams: as it is deployed, with the limits out of the way. */
export function environmentOf(setting: Setting, upstreams: Upstreams, port: number): Record<string, string> {
  return {
    NODE_EXTRA_CA_CERTS: setting.caFile,
    PUBLIC_URL: `http://localhost:${port}`,
    KEYCARD_URL: upstreams.issuer,
    KEYCARD_CLIENT_ID: 'client',
    KEYCARD_CLIENT_SECRET: 'secret',
    LINEAR_API_URL: upstreams.linear,
    LIMIT_REQUESTS_PER_PERSON: '1000000',
    LIMIT_REQUESTS_PER_ADDRESS: '10000000',
    DRAIN_DELAY_SECONDS: '0',
  };
}

export async function startOurs(
  setting: Setting,
  { rttMs = 0, env = {}, inCluster = false }: OursOptions = {},
): Promise<Stage> {
  const start = settingsOfStart();
  const upstreams = await startUpstreams(setting.certificate, rttMs);
  const port = await freePort();
  const subject = await startSubject({
    script: inCluster ? CLUSTER : OURS,
    port,
    readyPath: '/readyz',
    env: { ...environmentOf(setting, upstreams, port), BENCH_SERVER: OURS, ...start.env, ...env },
    flags: start.flags,
  });
  return { subject, upstreams, tokens: await upstreams.mint(`http://localhost:${port}/mcp`, PEOPLE) };
}

export async function startTemplate(setting: Setting, rttMs = 0): Promise<Stage> {
  const upstreams = await startUpstreams(setting.certificate, rttMs);
  const port = await freePort();
  const subject = await startSubject({
    script: TEMPLATE,
    port,
    readyPath: '/healthz',
    env: {
      NODE_EXTRA_CA_CERTS: setting.caFile,
      BENCH_ISSUER: upstreams.issuer,
      BENCH_LINEAR: upstreams.linear,
    },
  });
  return { subject, upstreams, tokens: await upstreams.mint(`http://localhost:${port}/mcp`, PEOPLE) };
}

/** Bare Express that answers these bytes, by name. */
export async function startExpress(setting: Setting, answers: Record<string, string>): Promise<Subject> {
  const file = join(setting.folder, 'answers.json');
  writeFileSync(file, JSON.stringify(answers));
  return startSubject({
    script: EXPRESS,
    port: await freePort(),
    readyPath: '/healthz',
    env: { BENCH_ANSWERS: file },
  });
}

/** One answer of a server, as text. */
export async function answerOf(
  { subject, tokens }: Stage,
  asked: Asked,
  era: Era,
  args: object = {},
): Promise<string> {
  const { path, headers, body } = shot(asked, era, tokens, args);
  const response = await fetch(`${subject.origin}${path}`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${tokens[0]}` },
    body,
  });
  return response.text();
}

export async function stop({ subject, upstreams }: Stage): Promise<void> {
  await subject.stop();
  upstreams.stop();
}
