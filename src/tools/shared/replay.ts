import { getViewer } from '../../linear/workspace/users.js';
import type { Callable } from '../call.js';

/**
 * A call that was made before, for whoever sends it once more: nothing is done, but the answer holds what Linear said
 * then. So its caller has to be let in as for any other call, and the event is one of a call: a token is traded for,
 * and Linear takes it.
 */
export function replayOf({ name }: Callable): Callable {
  return {
    name,
    access: 'read',
    isReplay: true,
    run: async (_args, { linear }) => {
      await getViewer(linear);
      return { text: '' };
    },
  };
}
