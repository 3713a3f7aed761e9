import type { HttpFetch } from '../../broker/http.js';
import { ConfigError } from '../../config/config.js';
import { readOptional } from '../../config/optional-file.js';
import { issuer as parseIssuer } from '../../config/parse.js';
import { openManagementApi } from '../management/access.js';
import { describeFailure, ManagementFailure } from '../management/api.js';
import type { ZoneRecord } from '../management/records.js';
import { openZone, type ZoneApi } from '../management/zone.js';
import { FileNotReplaced } from '../replace-file.js';
import { type Arguments, HELP, readArguments } from './arguments.js';
import { editFiles, type FileEdit, writeFile } from './files/files.js';
import { readToml } from './files/keycard-toml.js';
import { type Ask, readLinearApp } from './linear-app.js';
import { register } from './register.js';
import * as report from './report.js';
import { idsOf, type Judgement, ProvisionConflict, type Step, type Work } from './step.js';
import { application } from './steps/application.js';
import { credential } from './steps/credential.js';
import { linear } from './steps/linear.js';
import { zoneProviders } from './steps/zone-providers.js';
import { survey } from './survey.js';
import { ownResource } from './wanted.js';

export interface ProvisionOptions {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Where `keycard.toml` and `.env` are. */
  folder: string;
  fetch: HttpFetch;
  ask: Ask | undefined;
  say: (line: string) => void;
}

const REUSED = 'What has been made in the zone is reused by the next run.';

const STEPS: readonly Step[] = [...zoneProviders, ...linear, ...application, ...credential];

/** Yields whether all is as it should be. Everything that goes wrong is said; nothing is thrown on purpose. */
export async function provision(options: ProvisionOptions): Promise<boolean> {
  try {
    return await run(options);
  } catch (error) {
    if (error instanceof ManagementFailure) options.say(`\n${describeFailure(error)}`);
    else if (error instanceof ProvisionConflict) options.say(`\n${error.message}.\n${error.fix}`);
    else if (error instanceof FileNotReplaced) options.say(`\n${error.message}\n${REUSED}`);
    else if (error instanceof ConfigError) for (const problem of error.problems) options.say(problem);
    else throw error;
    return false;
  }
}

async function run(options: ProvisionOptions): Promise<boolean> {
  const { env, folder, fetch, say } = options;
  const toml = readOptional(folder, 'keycard.toml');
  const read = readArguments(options.args, env, toml === undefined ? undefined : readToml(toml));
  if (read.kind === 'help') say(HELP);
  if (read.kind === 'wrong') for (const problem of read.problems) say(problem);
  if (read.kind !== 'run') return read.kind === 'help';
  const { zone: zoneId, org } = read.arguments;
  const access = openManagementApi({ env, zone: zoneId, org, fetch });
  if (!access.ok) {
    for (const problem of access.problems) say(problem);
    return false;
  }
  const zone = openZone(access.api, zoneId);
  say(`Zone ${zoneId}, through ${zone.via}`);
  return provisionZone(options, read.arguments, zone, toml);
}

async function provisionZone(
  options: ProvisionOptions,
  args: Arguments,
  zone: ZoneApi,
  toml: string | undefined,
): Promise<boolean> {
  const { env, folder, say } = options;
  const described = await zone.describe();
  const issuer = issuerOf(described, env);
  const found = await survey(zone, args.wanted);
  const plan = STEPS.map((step) => ({ step, judgement: step.judge(found, args.wanted) }));
  const dotEnv = readOptional(folder, '.env');
  const edits = editFiles({ zone: args.zone, org: args.org, issuer, wanted: args.wanted, toml, env: dotEnv });
  const conflicts = plan.filter(({ judgement }) => judgement.verdict === 'conflict');
  if (args.dryRun || conflicts.length > 0) {
    for (const { step, judgement } of plan) say(report.planned(step.name, judgement));
    for (const edit of edits) say(report.plannedFile(edit));
    say(report.endOfPlan(conflicts.length));
    return conflicts.length === 0;
  }
  const { redirect_uri: callback } = described.protocols.oauth2;
  const linearApp = () => readLinearApp({ env, ask: options.ask, callback, say });
  await perform(plan, { zone, wanted: args.wanted, found, ids: idsOf(found), linearApp }, say);
  await writeFiles(edits, folder, say);
  const isChanged =
    plan.some(({ judgement }) => judgement.verdict !== 'reuse') || edits.some((edit) => edit.isChanged);
  say(isChanged ? '' : '\nNo change: everything was there already.\n');
  await registerServer(options, args);
  return true;
}

async function perform(
  plan: readonly { step: Step; judgement: Judgement }[],
  work: Work,
  say: (line: string) => void,
): Promise<void> {
  for (const { step, judgement } of plan) {
    if (judgement.verdict !== 'reuse') {
      await step.perform(work).catch((error: unknown) => {
        say(report.failed(step.name));
        throw error;
      });
    }
    say(report.done(step.name, judgement));
  }
}

async function writeFiles(
  edits: readonly FileEdit[],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  for (const edit of edits) {
    if (edit.isChanged) await writeFile(folder, edit);
    say(report.doneFile(edit));
  }
}

async function registerServer({ env, say }: ProvisionOptions, args: Arguments): Promise<void> {
  const url = ownResource(args.wanted);
  const outcome = args.register ? await register(url, env) : 'no_claude';
  for (const line of report.nextSteps(outcome, url)) say(line);
}

/** The zone's own word; what the environment says must agree, or the server would be set up for another zone. */
function issuerOf({ protocols }: ZoneRecord, env: ProvisionOptions['env']): string {
  const parsed = parseIssuer(protocols.oauth2.issuer);
  if (!parsed.ok) throw new ManagementFailure('unreadable');
  const named = env['KEYCARD_URL'] === undefined ? parsed : parseIssuer(env['KEYCARD_URL']);
  if (named.ok && named.value === parsed.value) return parsed.value;
  throw new ProvisionConflict(
    `KEYCARD_URL is not the issuer of this zone, which is ${parsed.value}`,
    'Take KEYCARD_URL out of the environment and of .env, or name the zone that it belongs to with --zone.',
  );
}
