import type { BusyRow, Who } from '../stages/busy.js';
import type { DistanceRow } from '../stages/distance.js';
import type { PaceRow } from '../stages/pace.js';
import type { PageRow } from '../stages/pages.js';
import type { SoakResult } from '../stages/soak.js';
import type { EventCost } from '../stages/telemetry.js';
import type { WorkersRow } from '../stages/workers.js';
import type { Asked, Era } from './shots.js';

/** Everything that one run has measured. */
export interface Results {
  busy: BusyRow[];
  distance: DistanceRow[];
  pages: PageRow[];
  pace: PaceRow[];
  soak: SoakResult;
  workers: WorkersRow[];
  /** Milliseconds. */
  startMs: number;
  /** What telemetry of one call takes. */
  event: EventCost;
}

/** The row of one server, one request and one load. */
export function rowOf(busy: readonly BusyRow[], who: Who, asked: Asked, era: Era, concurrency = 16): BusyRow {
  const row = busy.find(
    (one) => one.who === who && one.asked === asked && one.era === era && one.concurrency === concurrency,
  );
  if (row === undefined) throw new Error(`Nothing was measured for ${who} ${asked} ${era} ${concurrency}`);
  return row;
}
