import { operationsIn } from '../operations.js';
import * as notes from './notes.js';
import * as read from './read.js';
import * as writes from './writes.js';

export const releaseOperations = operationsIn(read, writes, notes);
