import { id, instant, type Spec } from '../filter/spec.js';

interface Dated {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}
/** Every filter knows these three. */
export const times = <T extends Dated>(): Spec<T> => ({
  id: id((record) => record.id),
  createdAt: instant((record) => record.createdAt),
  updatedAt: instant((record) => record.updatedAt),
});
