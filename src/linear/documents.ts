import { COMMENT_MADE, CREATE_COMMENT, THREADS_OF_ISSUE } from './comments.js';
import { GET_ISSUE, GET_ISSUES } from './issues/detail.js';
import { LIST_ISSUES, LIST_ISSUES_BY_NAME, SEARCH_ISSUES } from './issues/list.js';
import {
  CREATE_ISSUE,
  ISSUE_MADE,
  PREPARE_ISSUE_CREATE,
  PREPARE_ISSUE_UPDATE,
  UPDATE_ISSUE,
} from './issues/writes.js';
import { LIST_TEAMS } from './teams.js';
import { GET_USER } from './users.js';

const operations = [
  LIST_ISSUES,
  LIST_ISSUES_BY_NAME,
  SEARCH_ISSUES,
  GET_ISSUE,
  GET_ISSUES,
  PREPARE_ISSUE_CREATE,
  CREATE_ISSUE,
  ISSUE_MADE,
  PREPARE_ISSUE_UPDATE,
  UPDATE_ISSUE,
  THREADS_OF_ISSUE,
  CREATE_COMMENT,
  COMMENT_MADE,
  LIST_TEAMS,
  GET_USER,
];

/** Every document this server can send, by operation name; a test validates and prices each of them. */
export const documents: Readonly<Record<string, string>> = Object.fromEntries(
  operations.map((each) => [operationName(each), each.document]),
);

function operationName({ document }: { document: string }): string {
  return /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1] ?? document;
}
