/** One capability of Linear's own remote server: its tools, and what does it here. */
export interface Parity {
  readonly capability: string;
  /** Its tools, as of 2026-09-30; none where it has nothing of the kind. */
  readonly theirs: readonly string[];
  /** Our tools; none where there cannot be any, and `note` says why. */
  readonly ours: readonly string[];
  readonly note?: string;
}

const NOT_IN_API = "not in Linear's API";

/** How many tools Linear's own server listed on that day. */
export const THEIR_TOOLS = 76;

export const parity: readonly Parity[] = [
  {
    capability: 'find issues by their fields, release or custom view',
    theirs: ['list_issues'],
    ours: ['list_issues', 'search_issues'],
  },
  { capability: 'read an issue with what belongs to it', theirs: ['get_issue'], ours: ['get_issue'] },
  {
    capability: 'write an issue, its labels, relations, releases and links',
    theirs: ['save_issue'],
    ours: ['create_issue', 'update_issue', 'link_issues', 'add_links'],
  },
  {
    capability: 'share an issue with somebody',
    theirs: ['share_issue', 'unshare_issue'],
    ours: ['share_issue'],
  },
  {
    capability: 'workflow states of a team',
    theirs: ['list_issue_statuses', 'get_issue_status'],
    ours: ['list_teams', 'get_workspace'],
  },
  {
    capability: 'labels of issues: list, create, change, retire, restore',
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
    capability: 'labels of projects and initiatives: list',
    theirs: ['list_project_labels', 'list_initiative_labels'],
    ours: ['list_labels'],
  },
  {
    capability: 'labels of projects and initiatives: create, change, retire, restore',
    theirs: [
      'save_project_label',
      'save_initiative_label',
      'create_initiative_label',
      'retire_project_label',
      'retire_initiative_label',
      'restore_project_label',
      'restore_initiative_label',
    ],
    ours: ['create_planning_label', 'update_planning_label'],
  },
  {
    capability: 'comments on issues, projects, initiatives, documents, updates: read, write, edit, delete',
    theirs: ['list_comments', 'save_comment', 'delete_comment'],
    ours: ['list_comments', 'create_comment', 'update_comment', 'delete_comment'],
    note: 'on the text of a milestone: `linear_graphql`',
  },
  {
    capability: 'files and links on an issue',
    theirs: [
      'get_attachment',
      'prepare_attachment_upload',
      'create_attachment_from_upload',
      'create_attachment',
      'delete_attachment',
    ],
    ours: ['get_issue', 'prepare_upload', 'add_links', 'delete_attachment'],
  },
  { capability: 'images in a text', theirs: ['extract_images'], ours: ['extract_images'] },
  { capability: 'list projects', theirs: ['list_projects'], ours: ['list_projects'] },
  { capability: 'read a project', theirs: ['get_project'], ours: ['get_project'] },
  {
    capability: 'write a project, from a template, with links',
    theirs: ['save_project'],
    ours: ['create_project', 'update_project', 'update_initiative'],
  },
  { capability: 'read milestones', theirs: ['list_milestones', 'get_milestone'], ours: ['get_project'] },
  {
    capability: 'write milestones',
    theirs: ['save_milestone'],
    ours: ['create_milestone', 'update_milestone'],
  },
  { capability: 'list cycles', theirs: ['list_cycles'], ours: ['list_cycles'] },
  { capability: 'list custom views', theirs: ['list_custom_views'], ours: ['list_views'] },
  { capability: 'list documents', theirs: ['list_documents'], ours: ['list_documents'] },
  { capability: 'read a document', theirs: ['get_document'], ours: ['get_document'] },
  {
    capability: 'write a document, whole or by edits',
    theirs: ['save_document'],
    ours: ['create_document', 'update_document'],
  },
  { capability: 'list initiatives', theirs: ['list_initiatives'], ours: ['list_initiatives'] },
  { capability: 'read an initiative', theirs: ['get_initiative'], ours: ['get_initiative'] },
  {
    capability: 'write an initiative',
    theirs: ['save_initiative'],
    ours: ['create_initiative', 'update_initiative'],
  },
  {
    capability: 'status updates of projects and initiatives: read',
    theirs: ['get_status_updates'],
    ours: ['list_status_updates'],
  },
  {
    capability: 'status updates of projects and initiatives: write, delete',
    theirs: ['save_status_update', 'delete_status_update'],
    ours: ['create_status_update', 'update_status_update', 'delete_status_update'],
  },
  {
    capability: 'read releases',
    theirs: ['list_releases', 'get_release'],
    ours: ['list_releases', 'get_release'],
  },
  { capability: 'write a release', theirs: ['save_release'], ours: ['create_release', 'update_release'] },
  {
    capability: 'release pipelines and their stages',
    theirs: ['list_release_pipelines'],
    ours: ['list_release_pipelines'],
  },
  {
    capability: 'read release notes',
    theirs: ['list_release_notes', 'get_release_note'],
    ours: ['list_release_notes'],
  },
  {
    capability: 'write release notes',
    theirs: ['save_release_note'],
    ours: ['create_release_note', 'update_release_note'],
  },
  { capability: 'read the inbox', theirs: ['get_notifications'], ours: ['list_notifications'] },
  {
    capability: 'mark and snooze notifications',
    theirs: ['mark_notification'],
    ours: ['mark_notifications'],
  },
  { capability: 'teams', theirs: ['list_teams', 'get_team'], ours: ['list_teams'] },
  { capability: 'who is on triage duty', theirs: ['get_triage_responsibility'], ours: ['list_teams'] },
  { capability: 'people', theirs: ['list_users', 'get_user'], ours: ['list_users', 'get_user'] },
  { capability: 'the workspace', theirs: ['get_workspace'], ours: ['get_workspace'] },
  { capability: 'templates', theirs: ['list_templates', 'get_template'], ours: ['list_templates'] },
  {
    capability: 'skills for agents',
    theirs: ['list_agent_skills', 'get_agent_skill'],
    ours: ['list_agent_skills'],
  },
  {
    capability: "search Linear's product documentation",
    theirs: ['search_documentation'],
    ours: [],
    note: NOT_IN_API,
  },
  {
    capability: 'pull requests to review',
    theirs: ['list_diffs'],
    ours: ['list_reviews'],
    note: `those of the inbox; a list of all is ${NOT_IN_API}`,
  },
  {
    capability: 'files that a pull request changes',
    theirs: ['get_diff'],
    ours: ['get_diff'],
    note: `the changed lines are ${NOT_IN_API}`,
  },
  {
    capability: 'review threads: read, answer, resolve, delete',
    theirs: ['get_diff_threads', 'save_diff_comment', 'resolve_diff_thread', 'delete_diff_comment'],
    ours: [],
    note: NOT_IN_API,
  },
  {
    capability: 'approve, change or merge a pull request',
    theirs: ['submit_diff_review', 'update_diff', 'merge_diff'],
    ours: [],
    note: NOT_IN_API,
  },
  {
    capability: 'customers and their needs',
    theirs: [],
    ours: [
      'list_customers',
      'get_customer',
      'create_customer',
      'update_customer',
      'delete_customer',
      'create_customer_need',
      'update_customer_need',
      'delete_customer_need',
    ],
    note: 'theirs only on some plans, and not among the tools above',
  },
  {
    capability: 'many issues at once, with a report for each',
    theirs: [],
    ours: ['create_issues', 'update_issues'],
  },
  {
    capability: 'delete, archive and restore',
    theirs: [],
    ours: [
      'archive_issues',
      'delete_issues',
      'delete_project',
      'delete_milestone',
      'delete_document',
      'archive_initiative',
      'delete_view',
    ],
  },
  {
    capability: 'reactions, subscriptions, favorites, reminders; comments resolved',
    theirs: [],
    ours: ['mark_issue', 'update_comment'],
  },
  { capability: 'one project waits for another', theirs: [], ours: ['relate_projects'] },
  { capability: 'change a cycle', theirs: [], ours: ['update_cycle'] },
  {
    capability: 'what a custom view shows; make and change views',
    theirs: [],
    ours: ['read_view', 'create_view', 'update_view'],
  },
  { capability: 'change workflow states', theirs: [], ours: ['create_state', 'update_state'] },
  {
    capability: 'anything else, in GraphQL',
    theirs: [],
    ours: ['linear_graphql', 'linear_graphql_mutation'],
  },
];
