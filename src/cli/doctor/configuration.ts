import { type Config, ConfigError, type ConfigSources, loadConfig } from '../../config/config.js';
import { IDENTITY_VARIABLES } from '../../config/identity.js';
import { type Finding, failed, ok } from './finding.js';

export interface ConfigurationVerdict {
  finding: Finding;
  /** Absent when too little is known to go on. */
  config?: Config;
  /** False when all but the application's identity is there. */
  hasIdentity: boolean;
}

/** Judges what the server would start with. Where only the identity is missing, all else can still be looked at. */
export function judgeConfiguration(sources: ConfigSources): ConfigurationVerdict {
  try {
    const config = loadConfig(sources);
    const finding = ok(`${config.resource}; identity: ${config.keycard.identity.why}`);
    return { finding, config, hasIdentity: true };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Of files that cannot be used nothing else depends: it can still be looked at.
    const whole = attempt({ ...sources, files: [] });
    const config = whole ?? withoutIdentity(sources);
    return {
      finding: wouldNotStart(error),
      hasIdentity: whole !== undefined,
      ...(config === undefined ? {} : { config }),
    };
  }
}

export function wouldNotStart({ problems }: ConfigError): Finding {
  return failed('the server would not start', problems.join('\n'));
}

/** The same configuration with an identity that nobody has; it is never sent anywhere. */
function withoutIdentity({ env, toml }: ConfigSources): Config | undefined {
  const stripped = Object.entries(env).filter(
    ([name]) => !IDENTITY_VARIABLES.includes(name) && name !== 'KEYCARD_APPLICATION_CREDENTIAL_TYPE',
  );
  const standIn = { KEYCARD_CLIENT_ID: 'none', KEYCARD_CLIENT_SECRET: 'none' };
  return attempt({ env: { ...Object.fromEntries(stripped), ...standIn }, toml });
}

function attempt(sources: ConfigSources): Config | undefined {
  try {
    return loadConfig(sources);
  } catch {
    return undefined;
  }
}
