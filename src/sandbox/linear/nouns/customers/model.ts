import type { Entity } from '../../model.js';

/** A step in the life of a customer, or how much one counts; `name` is what people see. */
export interface CustomerRankRecord extends Entity {
  readonly name: string;
  readonly color: string;
  readonly position: number;
}

export interface CustomerRecord extends Entity {
  readonly name: string;
  readonly slugId: string;
  readonly domains: readonly string[];
  readonly externalIds: readonly string[];
  readonly ownerId: string | null;
  readonly revenue: number | null;
  readonly size: number | null;
  readonly statusId: string;
  readonly tierId: string | null;
}

/** A request of a customer, held by an issue or a project. */
export interface NeedRecord extends Entity {
  readonly customerId: string | null;
  readonly issueId: string | null;
  readonly projectId: string | null;
  readonly body: string | null;
  /** 0 is normal, 1 is important. */
  readonly priority: number;
  readonly creatorId: string | null;
}
