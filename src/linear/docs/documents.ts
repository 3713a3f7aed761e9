import { operationsIn } from '../operations.js';
import * as docs from './docs.js';
import * as writes from './writes.js';

/** Every operation on Linear's documents (and not every GraphQL document: that is the registry). */
export const documentOperations = operationsIn(docs, writes);
