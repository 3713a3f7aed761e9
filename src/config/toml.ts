import { z } from 'zod';
import { isPlaceholder, type Parsed } from './parse.js';

/** The domains under which Keycard serves zones, by `environment` in `keycard.toml`. */
const ZONE_DOMAINS: ReadonlyMap<string, string> = new Map([
  ['production', 'keycard.cloud'],
  ['staging', 'keycard-stage.cloud'],
  ['dev', 'keycard-dev.cloud'],
]);

// Only what this server reads; the file belongs to the CLI, which may know more.
const Toml = z.object({
  environment: z.string().default('production'),
  zone: z.object({ id: z.string() }),
});

/** The issuer that `zone.id` and `environment` name, or what is wrong with the file and how to mend it. */
export function issuerFromToml(parse: () => unknown): Parsed<string> {
  const file = Toml.safeParse(attempt(parse));
  if (!file.success) {
    return wrong(
      'keycard.toml has no readable [zone] with an id: add `id = "<the id of your zone>"`, or set KEYCARD_URL',
    );
  }
  const { environment, zone } = file.data;
  const domain = ZONE_DOMAINS.get(environment);
  if (domain === undefined) {
    return wrong(
      `keycard.toml: environment must be one of ${[...ZONE_DOMAINS.keys()].join(', ')}; for any other set KEYCARD_URL`,
    );
  }
  if (isPlaceholder(zone.id)) {
    return wrong(
      'keycard.toml: zone.id still holds a placeholder: put the id of your zone there, or set KEYCARD_URL',
    );
  }
  // RFC 1035 §2.3.1: the id becomes a DNS label.
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(zone.id)) {
    return wrong(
      'keycard.toml: zone.id is not the id of a zone (letters, digits and hyphens): copy it from the Keycard console',
    );
  }
  return { ok: true, value: `https://${zone.id.toLowerCase()}.${domain}` };
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function wrong(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
