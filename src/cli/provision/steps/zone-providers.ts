import { conflict, REUSE, type Step } from '../step.js';

const WHY = 'every zone is born with one';
const FIX = 'Check the id of the zone and that this account may read its providers.';

/** The two providers that come with a zone: the one of its own tokens, and its vault. They are never made. */
export const zoneProviders: readonly Step[] = [
  {
    name: 'zone provider',
    judge: ({ sts }) =>
      sts === undefined ? conflict(`no provider of type keycard-sts, and ${WHY}`, FIX) : REUSE,
    perform: async () => undefined,
  },
  {
    name: 'vault provider',
    judge: ({ vault }) =>
      vault === undefined ? conflict(`no provider of type keycard-vault, and ${WHY}`, FIX) : REUSE,
    perform: async () => undefined,
  },
];
