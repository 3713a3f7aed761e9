import { operationsIn } from '../operations.js';
import * as labels from './labels.js';
import * as states from './states.js';

export const keepingOperations = operationsIn(labels, states);
