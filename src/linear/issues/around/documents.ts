import { repeated } from '../../aliases.js';
import { ATTACH_LINKS, ATTACHMENTS_OF_ISSUE, DELETE_ATTACHMENT, PREPARE_UPLOAD } from './attachments.js';
import { IMAGES_OF_ISSUE } from './images.js';
import { ISSUE_PLACES, MOVES } from './lifecycle.js';
import { MARK_ISSUE, MARKS_OF_ISSUE } from './marks.js';
import { CREATE_RELATIONS, DELETE_RELATIONS, RELATIONS_OF_ISSUE } from './relations.js';
import { PREPARE_SHARE, SHARE_ISSUE } from './sharing.js';

/** Those that are made for a number of items: once for one, and once for the most that a tool takes. */
const families = [
  ...Object.values(MOVES).map((of) => ({ of, most: 50 })),
  { of: CREATE_RELATIONS, most: 20 },
  { of: DELETE_RELATIONS, most: 20 },
  { of: ATTACH_LINKS, most: 20 },
];

export const aroundOperations = [
  ISSUE_PLACES,
  RELATIONS_OF_ISSUE,
  MARKS_OF_ISSUE,
  MARK_ISSUE,
  ATTACHMENTS_OF_ISSUE,
  DELETE_ATTACHMENT,
  PREPARE_UPLOAD,
  PREPARE_SHARE,
  SHARE_ISSUE,
  IMAGES_OF_ISSUE,
  ...families.flatMap(({ of, most }) => [repeated(of, 1), repeated(of, most)]),
];
