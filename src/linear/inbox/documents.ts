import { operationsIn } from '../operations.js';
import * as inbox from './inbox.js';

export const inboxOperations = operationsIn(inbox);
