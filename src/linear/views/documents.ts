import { operationsIn } from '../operations.js';
import * as views from './views.js';
import * as writes from './writes.js';

export const viewOperations = operationsIn(views, writes);
