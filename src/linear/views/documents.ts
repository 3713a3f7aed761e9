import { operationsIn } from '../operations.js';
import * as views from './views.js';

export const viewOperations = operationsIn(views);
