import { operationsIn } from '../operations.js';
import { aroundOperations } from './around/documents.js';
import { GET_ISSUE, GET_ISSUES } from './detail.js';
import * as listing from './finding/documents.js';
import { SEARCH_ISSUES } from './finding/search.js';
import { SUGGEST_ISSUES } from './finding/suggest.js';
import { IDENTIFIER_NOW } from './former.js';
import { LABELS_BY_ID } from './writing/all-labels.js';
import { CREATE_ISSUES, ISSUES_MADE } from './writing/create-many.js';
import {
  CREATE_ISSUE,
  ISSUE_MADE,
  PREPARE_ISSUE_CREATE,
  PREPARE_ISSUE_UPDATE,
  UPDATE_ISSUE,
} from './writing/single.js';
import { MOST_GROUPS, PREPARE_ISSUES_UPDATE, updateGroups } from './writing/update-many.js';

export const issueOperations = [
  ...aroundOperations,
  ...operationsIn(listing),
  SEARCH_ISSUES,
  GET_ISSUE,
  GET_ISSUES,
  IDENTIFIER_NOW,
  PREPARE_ISSUE_CREATE,
  CREATE_ISSUE,
  ISSUE_MADE,
  PREPARE_ISSUE_UPDATE,
  UPDATE_ISSUE,
  SUGGEST_ISSUES,
  CREATE_ISSUES,
  ISSUES_MADE,
  PREPARE_ISSUES_UPDATE,
  LABELS_BY_ID,
  updateGroups(1),
  updateGroups(MOST_GROUPS),
];
