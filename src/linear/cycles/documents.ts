import { operationsIn } from '../operations.js';
import * as cycles from './cycles.js';

export const cycleOperations = operationsIn(cycles);
