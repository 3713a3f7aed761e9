import type { Examples } from './example.js';

export const workspaceExamples: Examples = {
  get_workspace: {},
  list_teams: { include: ['states', 'labels', 'cycles'] },
  get_user: {},
  list_users: { team: 'ENG' },
  list_templates: { team: 'ENG', type: 'issue' },
  list_agent_skills: { skill: 'Write release notes' },
  list_cycles: { team: 'ENG' },
  update_cycle: { team: 'ENG', cycle: 'next', name: 'Night shift' },
  list_notifications: { unread_only: true },
  mark_notifications: async (ask) => {
    const text = await ask('list_notifications', { limit: 2 });
    return { ids: [...text.matchAll(/^([0-9a-f]{8}) \|/gm)].map((match) => match[1] ?? ''), action: 'read' };
  },
  list_reviews: { requested: true },
  get_diff: async (ask) => {
    const text = await ask('list_reviews', { limit: 1 });
    return { diff: /\(([0-9a-f]{12})\)/.exec(text)?.[1] ?? '' };
  },
};
