import { randomBytes, timingSafeEqual } from 'node:crypto';
import { basicCredentials } from '../oauth/form.js';
import { digest } from './service.js';

export const TOKEN_LIFETIME_S = 3600;

/** Service accounts: client credentials in, a bearer token out. */
export function createServiceAccounts(clock: () => number) {
  const accounts = new Map<string, Buffer>();
  const tokens = new Map<string, number>();
  return {
    /** A new account; the secret is shown once. */
    create(): { clientId: string; clientSecret: string } {
      const clientId = `sa_${randomBytes(12).toString('hex')}`;
      const clientSecret = randomBytes(32).toString('base64url');
      accounts.set(clientId, digest(clientSecret));
      return { clientId, clientSecret };
    },
    /** A token for an account's Basic header; undefined for wrong credentials. */
    token(header: string | undefined): string | undefined {
      const basic = basicCredentials(header);
      const hash = basic && accounts.get(basic.id);
      if (!basic || !hash || !timingSafeEqual(hash, digest(basic.secret))) return undefined;
      const token = `sat_${randomBytes(32).toString('base64url')}`;
      tokens.set(token, clock() + TOKEN_LIFETIME_S * 1000);
      return token;
    },
    accepts(header: string | undefined): boolean {
      const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
      return token !== undefined && (tokens.get(token) ?? 0) > clock();
    },
  };
}

export type ServiceAccounts = ReturnType<typeof createServiceAccounts>;
