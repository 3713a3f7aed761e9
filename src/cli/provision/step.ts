import { ManagementFailure } from '../management/api.js';
import type { ZoneApi } from '../management/zone.js';
import type { LinearApp } from './linear-app.js';
import type { Inventory } from './survey.js';
import type { Wanted } from './wanted.js';

/** What is to be done about one thing. A conflict is somebody's decision that is not overwritten. */
export type Judgement =
  | { verdict: 'reuse' }
  | { verdict: 'create' | 'change'; note?: string }
  | { verdict: 'conflict'; note: string; fix: string };

export interface Step {
  readonly name: string;
  /** Pure: from what was found. */
  readonly judge: (found: Inventory, wanted: Wanted) => Judgement;
  /** Makes or changes it; not called for what is reused. */
  readonly perform: (work: Work) => Promise<void>;
}

export interface Work {
  zone: ZoneApi;
  wanted: Wanted;
  found: Inventory;
  ids: Ids;
  /** The Linear OAuth application's client, asked for when it is needed and not before. */
  linearApp: () => Promise<LinearApp>;
}

export type IdName =
  | 'sts'
  | 'vault'
  | 'linearProvider'
  | 'linearResource'
  | 'application'
  | 'ownResource'
  | 'storedId'
  | 'storedSecret';

/** Ids of what exists: found at first, made on the way. */
export interface Ids {
  get: (name: IdName) => string;
  has: (name: IdName) => boolean;
  set: (name: IdName, id: string) => void;
}

export class ProvisionConflict extends Error {
  override readonly name = 'ProvisionConflict';
  readonly fix: string;

  constructor(note: string, fix: string) {
    super(note);
    this.fix = fix;
  }
}

export function idsOf(found: Inventory): Ids {
  const known = new Map<IdName, string>();
  const set = (name: IdName, id: string): void => void known.set(name, id);
  for (const name of [
    'sts',
    'vault',
    'linearProvider',
    'linearResource',
    'application',
    'ownResource',
  ] as const) {
    const record = found[name];
    if (record !== undefined) set(name, record.id);
  }
  for (const name of ['storedId', 'storedSecret'] as const) {
    const { resource } = found[name];
    if (resource !== undefined) set(name, resource.id);
  }
  return {
    set,
    has: (name) => known.has(name),
    get: (name) => {
      const id = known.get(name);
      if (id === undefined) throw new Error(`${name} is needed before it exists`);
      return id;
    },
  };
}

export const REUSE: Judgement = { verdict: 'reuse' };
export const CREATE: Judgement = { verdict: 'create' };

export function conflict(note: string, fix: string): Judgement {
  return { verdict: 'conflict', note, fix };
}

/**
 * Creates, and where that fails because it exists by now (409, or an answer that was lost), takes what is there:
 * if it is what would have been made.
 */
export async function createOrReuse<T extends { id: string }>(options: {
  create: () => Promise<string>;
  find: () => Promise<T | undefined>;
  accept: (found: T) => Judgement;
}): Promise<string> {
  try {
    return await options.create();
  } catch (error) {
    const mayExist =
      error instanceof ManagementFailure && ['conflict', 'refused', 'unavailable'].includes(error.kind);
    const found = mayExist ? await options.find() : undefined;
    if (found === undefined) throw error;
    const judgement = options.accept(found);
    if (judgement.verdict === 'conflict') throw new ProvisionConflict(judgement.note, judgement.fix);
    if (judgement.verdict !== 'reuse') throw error;
    return found.id;
  }
}
