/** What one check found. `unknown` is neither good nor bad: it could not be determined, and the line says why. */
export interface Finding {
  status: 'ok' | 'failed' | 'skipped' | 'unknown';
  found: string;
  /** What to do about it. */
  fix?: string;
}

export interface Check extends Finding {
  /** For machines; stays the same. */
  id: string;
  title: string;
}

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const failed = (found: string, fix: string): Finding => ({ status: 'failed', found, fix });
export const unknown = (found: string, fix: string): Finding => ({ status: 'unknown', found, fix });
export const skipped = (because: string): Finding => ({ status: 'skipped', found: `not tried: ${because}` });
