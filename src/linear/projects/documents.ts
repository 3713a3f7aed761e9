import { operationsIn } from '../operations.js';
import * as detail from './detail.js';
import * as labels from './labels.js';
import * as lifecycle from './lifecycle.js';
import { MOST_LINKS } from './links.js';
import * as list from './list.js';
import * as milestones from './milestones.js';
import * as changes from './update-changes.js';
import * as updates from './updates.js';
import * as writes from './writes.js';
import { projectChange, projectCreation } from './writes.js';

/** Every operation on projects, milestones, status updates and the labels of planning. */
export const projectOperations = [
  ...operationsIn(list, detail, writes, lifecycle, milestones, updates, changes, labels),
  ...[0, 1, MOST_LINKS].flatMap((links) => [projectCreation(links), projectChange(links)]),
];
