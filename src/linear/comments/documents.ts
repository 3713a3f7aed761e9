import { operationsIn } from '../operations.js';
import * as changing from './changing.js';
import * as creating from './creating.js';
import * as finding from './finding.js';
import * as list from './list.js';

export const commentOperations = operationsIn(finding, creating, changing, list);
