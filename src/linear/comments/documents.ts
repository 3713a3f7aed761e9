import { COMMENT_MADE, CREATE_COMMENT, THREADS_OF_ISSUE, VIEWER } from '../comments.js';
import { CHANGE_COMMENT, DELETE_COMMENT } from './changing.js';
import { LIST_COMMENTS } from './list.js';

export const commentOperations = [
  THREADS_OF_ISSUE,
  CREATE_COMMENT,
  COMMENT_MADE,
  VIEWER,
  CHANGE_COMMENT,
  DELETE_COMMENT,
  LIST_COMMENTS,
];
