import type { Examples } from './example.js';

export const workspaceExamples: Examples = {
  list_teams: { include: ['states', 'labels', 'cycles'] },
  get_user: {},
};
