import { nounSdl } from '../nouns/sdl.js';
import { baseSdl } from './base.js';
import { comparatorSdl } from './comparators.js';
import { filterSdl } from './filters.js';
import { inputSdl } from './inputs.js';
import { issueSdl } from './issues.js';
import { peopleSdl } from './people.js';
import { planningSdl } from './planning.js';
import { mutationSdl, querySdl } from './roots.js';
import { sortSdl } from './sorts.js';

/**
 * The subset of Linear's schema that the embedded workspace serves. Every name and nullability in it is proved
 * against the types that `@linear/sdk` publishes (test/unit/sandbox/linear-fidelity.test.ts).
 */
export const linearSdl = [
  baseSdl,
  comparatorSdl,
  filterSdl,
  sortSdl,
  issueSdl,
  peopleSdl,
  planningSdl,
  querySdl,
  mutationSdl,
  inputSdl,
  nounSdl,
].join('\n');
