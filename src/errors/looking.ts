/** The tool that lists things of a kind, by a word of what the kind is called in an argument; the first that fits. */
const LISTED_BY: readonly (readonly [RegExp, string])[] = [
  [/of this initiative$/, 'get_initiative'],
  [/^parent initiative/, 'list_initiatives'],
  [/^label/, 'get_workspace or list_labels'],
  [/^template/, 'list_templates'],
  [
    /^(assignee|creator|delegate|subscriber|author|lead|member|owner|user|person)\b/,
    'list_users with include_inactive',
  ],
  [/team/, 'list_teams'],
  [/^state/, 'list_teams with include "states"'],
  [/milestone/, 'get_project with include "milestones"'],
  [/^cycle/, 'list_cycles'],
  [/document/, 'list_documents with include_archived'],
  [/skill/, 'list_agent_skills'],
  [/view/, 'list_views'],
  [/pipeline|stage/, 'list_release_pipelines'],
  [/release note/, 'list_release_notes'],
  [/release/, 'list_releases'],
  [/need/, 'get_customer'],
  [/customer|tier/, 'list_customers'],
  [/notification/, 'list_notifications'],
  [/diff/, 'list_reviews'],
  [/status update/, 'list_status_updates'],
  [/attachment/, 'get_issue with include "attachments"'],
  [/label|group/, 'get_workspace or list_labels'],
  [/project/, 'list_projects with include_archived'],
  [/initiative|related/, 'list_initiatives with include_archived'],
  [/issue|parent/, 'list_issues or search_issues'],
];

/** Where somebody looks up what there is of a kind. */
export function whereListed(argument: string): string {
  return LISTED_BY.find(([words]) => words.test(argument))?.[1] ?? 'get_workspace';
}

const MAY_BE_NONE = /^(assignee|delegate|lead|project|milestone|cycle|parent|release)\b/;

/** Whether a name is no name but a word for nothing, where `none` is one. */
export function meansNone(argument: string, given: string): boolean {
  return (
    /^(null|nil|undefined|nobody|unassigned|empty|nothing)$/i.test(given.trim()) && MAY_BE_NONE.test(argument)
  );
}
