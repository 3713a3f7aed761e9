import * as sdk from '@modelcontextprotocol/client';
import { overSdk } from './over-sdk.mjs';

/** The protocol's own client, second generation; the variant is how it settles on a revision. */
const MODES = { legacy: 'legacy', auto: 'auto', pinned: { pin: '2026-07-28' } };

export default (variant) =>
  overSdk(sdk, { versionNegotiation: { mode: MODES[variant] } }, (transport, back) =>
    transport.finishAuth(back),
  );
