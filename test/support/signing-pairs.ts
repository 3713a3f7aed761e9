import { type MakePair, makePair } from '../../src/sandbox/zone/index.js';

/** Zones side by side, and one before and after it rotated its key, must not have the same. */
const TURNS = 6;
const pairs: ReturnType<MakePair>[] = [];
let asked = 0;

/** Keys that take turns: an RSA key costs as much processor time to make as the rest of most tests. */
export const pairInTurn: MakePair = () => {
  const turn = asked % TURNS;
  asked += 1;
  pairs[turn] ??= makePair();
  return pairs[turn];
};
