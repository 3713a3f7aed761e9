import { secret } from '../../config/parse.js';
import { ProvisionConflict } from './step.js';

/** The client of the OAuth application that somebody registers at Linear, once for each zone. */
export interface LinearApp {
  clientId: string;
  clientSecret: string;
}

/** Asks the person at the terminal; what they type is never shown. */
export type Ask = (question: string) => Promise<string>;

export interface LinearAppOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Absent when nobody is at a terminal. */
  ask: Ask | undefined;
  /** What to register at Linear as callback. */
  callback: string;
  say: (line: string) => void;
}

const WHERE = 'https://linear.app/settings/api/applications/new';

export async function readLinearApp({ env, ask, callback, say }: LinearAppOptions): Promise<LinearApp> {
  const given = { clientId: env['LINEAR_CLIENT_ID'], clientSecret: env['LINEAR_CLIENT_SECRET'] };
  const how = `Register an OAuth application at ${WHERE} with the callback ${callback}`;
  if ((given.clientId === undefined || given.clientSecret === undefined) && ask === undefined) {
    throw new ProvisionConflict(
      'Linear wants to know the zone as an OAuth application, and its client is not given',
      `${how}, and set LINEAR_CLIENT_ID and LINEAR_CLIENT_SECRET, or run this in a terminal to be asked for them.`,
    );
  }
  if (given.clientId === undefined || given.clientSecret === undefined) say(`    ${how}.`);
  // Whoever leaves instead of answering has entered nothing.
  const answer = async (question: string) => ask?.(question).catch(() => '');
  return {
    clientId: checked('LINEAR_CLIENT_ID', given.clientId ?? (await answer('    Client ID: '))),
    clientSecret: checked(
      'LINEAR_CLIENT_SECRET',
      given.clientSecret ?? (await answer('    Client secret: ')),
    ),
  };
}

function checked(name: string, text: string | undefined): string {
  const parsed = secret((text ?? '').trim());
  if (parsed.ok) return parsed.value;
  throw new ProvisionConflict(
    `${name} ${parsed.problem}`,
    "Copy it from the application's page in Linear's settings.",
  );
}
