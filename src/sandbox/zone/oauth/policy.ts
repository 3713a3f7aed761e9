import { accessDenied, invalidGrant } from '../errors.js';
import type { Application, Resource, User } from '../management/records.js';

/** Which exchanges are forbidden; members that are left out match everything. Values are identifiers. */
export interface DenyRule {
  name?: string;
  application?: string;
  resource?: string;
  /** E-mail address. */
  user?: string;
  scope?: string;
}

/** Which application may act as which user without that user's token; `user` is an e-mail address or `*`. */
export interface Permit {
  application: string;
  user: string;
}

interface Request {
  application: Application;
  resource: Resource;
  user: User | undefined;
  scopes: string[];
}

/** The zone's policy: everything is allowed to those with a dependency, until a rule forbids it. */
export function createPolicy() {
  const rules = new Set<DenyRule>();
  const permits = new Set<Permit>();
  const matches = (rule: DenyRule, { application, resource, user, scopes }: Request) =>
    (rule.application === undefined || rule.application === application.identifier) &&
    (rule.resource === undefined || rule.resource === resource.identifier) &&
    (rule.user === undefined || rule.user === user?.email) &&
    (rule.scope === undefined || scopes.includes(rule.scope));

  return {
    /** Forbids what matches; answers with a function that lifts the rule. */
    deny(rule: DenyRule): () => void {
      rules.add(rule);
      return () => void rules.delete(rule);
    },

    /** Lets an application impersonate; answers with a function that withdraws it. */
    permitImpersonation(permit: Permit): () => void {
      permits.add(permit);
      return () => void permits.delete(permit);
    },

    /** Throws `access_denied` with the name of the rule, as the real zone names policy and set. */
    enforce(request: Request): void {
      const rule = [...rules].find((candidate) => matches(candidate, request));
      if (!rule) return;
      throw accessDenied(`forbidden by policy "${rule.name ?? 'sandbox-deny'}" in set "sandbox-policies"`);
    },

    /** Throws unless this application may act as that user. */
    enforceImpersonation(application: Application, sub: string, user: User | undefined): void {
      const own = [...permits].filter((permit) => permit.application === application.identifier);
      const permitted = own.some((permit) => permit.user === '*' || permit.user === user?.email);
      if (own.length > 0 && !user) throw invalidGrant('the user to act as does not exist');
      if (!permitted) throw accessDenied(`no policy permits ${application.identifier} to act as ${sub}`);
    },
  };
}

export type Policy = ReturnType<typeof createPolicy>;
