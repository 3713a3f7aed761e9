/** What is known of the process when somebody asks whether it should get traffic. */
export interface Condition {
  isServing: boolean;
  /** The zone has answered at least once. */
  isZoneKnown: boolean;
  isBreakerOpen: boolean;
  audit?: { isFailing: boolean; isRequired: boolean } | undefined;
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'not ready';
  /** What takes this process out of service first, then what only impairs it. */
  reasons: readonly string[];
}

/**
 * What is this process's own takes it out: others can serve while it drains, starts, or cannot keep its record. What
 * hits every replica alike does not: with the zone down, a balancer without targets would tell people less than the
 * server does, and each replica has to be there when the zone is back.
 */
export function judgeReadiness(condition: Condition): Readiness {
  const { isServing, isZoneKnown, isBreakerOpen, audit } = condition;
  const isAuditFailing = audit?.isFailing === true;
  const own = [
    ...(isServing ? [] : ['draining']),
    ...(isZoneKnown ? [] : ['the zone has not answered yet']),
    ...(isAuditFailing && audit.isRequired ? ['the audit log cannot be written, and it is required'] : []),
  ];
  const shared = [
    ...(isBreakerOpen ? ['Keycard does not answer: calls are refused until it does'] : []),
    ...(isAuditFailing && !audit.isRequired ? ['the audit log cannot be written'] : []),
  ];
  const status = own.length > 0 ? 'not ready' : shared.length > 0 ? 'degraded' : 'ready';
  return { status, reasons: [...own, ...shared] };
}
