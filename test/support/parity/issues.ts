import type { Capability } from './index.js';

export const issueParity: readonly Capability[] = [
  {
    what: 'List issues',
    theirs: ['list_issues'],
    ours: ['list_issues'],
    note: 'several and excluded names, date ranges, family and blocking, sort by priority or due date',
  },
  { what: 'Search', theirs: ['list_issues'], ours: ['search_issues'], note: 'by meaning, best match first' },
  { what: 'Read issues', theirs: ['get_issue'], ours: ['get_issue'], note: 'several at once; history' },
  {
    what: 'Create an issue',
    theirs: ['save_issue'],
    ours: ['create_issue'],
    note: 'safe to repeat with a key',
  },
  {
    what: 'Change an issue',
    theirs: ['save_issue'],
    ours: ['update_issue'],
    note: 'answers before → after; edits of long texts',
  },
  {
    what: 'Create and change in batches',
    theirs: [],
    ours: ['create_issues', 'update_issues'],
    note: 'up to 50, dry run',
  },
  { what: 'Relate issues', theirs: ['save_issue'], ours: ['link_issues'] },
  { what: 'Attach links', theirs: ['save_issue'], ours: ['add_links'] },
  { what: 'Trash, archive, restore', theirs: [], ours: ['delete_issues', 'archive_issues'] },
  { what: 'Follow, favor, react, be reminded', theirs: [], ours: ['mark_issue'] },
  { what: 'Share one issue', theirs: ['share_issue', 'unshare_issue'], ours: ['share_issue'] },
  {
    what: 'List comments',
    theirs: ['list_comments'],
    ours: ['list_comments', 'get_issue'],
    note: 'also over all issues',
  },
  {
    what: 'Write, change, resolve, delete comments',
    theirs: ['save_comment', 'delete_comment'],
    ours: ['create_comment', 'update_comment', 'delete_comment'],
  },
  { what: 'Attachments of an issue', theirs: ['get_attachment'], ours: ['get_issue'], note: 'as links' },
  {
    what: 'Upload a file',
    theirs: ['prepare_attachment_upload', 'create_attachment_from_upload', 'create_attachment'],
    ours: ['prepare_upload', 'add_links'],
    note: 'the file never comes through this server',
  },
  { what: 'Delete an attachment', theirs: ['delete_attachment'], ours: ['delete_attachment'] },
  {
    what: 'Images in texts',
    theirs: ['extract_images'],
    ours: ['extract_images'],
    note: 'as links for five minutes',
  },
  {
    what: 'Workflow states',
    theirs: ['list_issue_statuses', 'get_issue_status'],
    ours: ['list_teams', 'create_state', 'update_state'],
  },
  {
    what: 'Labels of issues',
    theirs: [
      'list_issue_labels',
      'save_issue_label',
      'create_issue_label',
      'retire_issue_label',
      'restore_issue_label',
    ],
    ours: ['list_labels', 'create_label', 'update_label'],
  },
  {
    what: 'Anything else',
    theirs: [],
    ours: ['linear_graphql', 'linear_graphql_mutation'],
    note: 'off by default',
  },
];
