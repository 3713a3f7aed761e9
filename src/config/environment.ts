import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment over what `.env` says: whoever starts the process has the last word. */
export function withEnvFile(env: Environment, text: string | undefined): Environment {
  return text === undefined ? env : { ...parseEnv(text), ...env };
}
