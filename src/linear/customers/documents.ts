import { operationsIn } from '../operations.js';
import * as read from './read.js';
import * as writes from './writes.js';

export const customerOperations = operationsIn(read, writes);
