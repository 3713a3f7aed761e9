import { oneLine } from '../../linear/text.js';
import type { Prompt, PromptArgument } from './prompt.js';

const team: PromptArgument = { name: 'team', description: 'Team key or name; all your teams when empty' };

const standup: Prompt = {
  name: 'standup',
  title: 'Stand-up',
  description: 'What I did, what I do next, and what is in my way.',
  toolset: 'issues',
  access: 'read',
  arguments: [team, { name: 'since', description: 'A date, or a duration such as P1D (the default)' }],
  text: (given) => {
    const since = filled(given['since']) ?? '"P1D"';
    const where = filled(given['team']);
    return [
      `Prepare my stand-up from Linear${where === undefined ? '' : `, for the team ${where} only`}.`,
      `1. list_issues with assignee "me", completed ${since}: what I finished.`,
      `2. list_issues with assignee "me", is ["open"], state ["started"], sort "priority": what I am at.`,
      '3. list_issues with assignee "me", is ["open", "blocked"]: what is in my way; get_issue with include ["relations"] names the blockers.',
      'Write three short lists: Done, Next, Blocked. One line per issue with its identifier. Do not change anything.',
    ].join('\n');
  },
};

const triage: Prompt = {
  name: 'triage',
  title: 'Triage',
  description: 'Go through the triage inbox of a team and propose a decision for each issue.',
  toolset: 'issues',
  access: 'read',
  arguments: [{ ...team, description: 'Team key or name', required: true }],
  text: (given) =>
    [
      `Triage the Linear team ${filled(given['team']) ?? 'that I name'}.`,
      '1. list_issues with that team and state ["triage"], sort "created".',
      '2. get_issue for them, up to ten at a time; search_issues with the words of each title for duplicates.',
      '3. Propose per issue: accept (state, priority, labels, assignee), duplicate of which, or decline, with half a sentence why.',
      'Show the proposals as a table and wait for my answer. Only then write: update_issues for equal decisions, update_issue for single ones, link_issues for duplicates.',
    ].join('\n'),
};

const planCycle: Prompt = {
  name: 'plan-cycle',
  title: 'Plan a cycle',
  description: 'Propose what goes into the next cycle of a team.',
  toolset: 'issues',
  access: 'read',
  arguments: [
    { ...team, description: 'Team key or name', required: true },
    { name: 'points', description: 'Estimate points that fit; else as many as the last cycle finished' },
  ],
  text: (given) => {
    const points = filled(given['points']);
    return [
      `Plan the next cycle of the Linear team ${filled(given['team']) ?? 'that I name'}.`,
      '1. list_issues with that team and cycle "current", is ["open"]: what will be left over.',
      '2. list_issues with that team and cycle "previous", state ["completed"], detail "full": how many points were finished.',
      '3. list_issues with that team, cycle "none", is ["open", "!blocked"], sort "priority", detail "full": candidates.',
      `Propose a list that fits ${points === undefined ? 'what the last cycle finished' : `${points} points`}: left-overs first, then by priority and due date. Name what has no estimate and what is blocked.`,
      'Wait for my answer; then set the cycle "next" with update_issues.',
    ].join('\n');
  },
};

const writeIssue: Prompt = {
  name: 'write-issue',
  title: 'Write an issue',
  description: 'Turn a remark into a well-formed issue, after a look for duplicates.',
  toolset: 'issues',
  access: 'write',
  arguments: [
    { name: 'about', description: 'What it is about, in a sentence', required: true },
    { ...team, description: 'Team key or name' },
  ],
  text: (given) =>
    [
      `Write a Linear issue about ${filled(given['about']) ?? 'what I tell you'}${inTeam(given['team'])}.`,
      '1. search_issues with its words: if there is one already, show it and ask whether to comment there instead.',
      '2. Draft a title that says the outcome, and a description: what happens or is wanted, why it matters, how to tell that it is done; for a defect also steps, expected and actual. Invent nothing: ask for what is missing.',
      '3. Show the draft with team, priority and labels. After my consent: create_issue with an idempotency_key.',
    ].join('\n'),
};

const projectUpdate: Prompt = {
  name: 'project-update',
  title: 'Project update',
  description: 'Draft a status update of a project from what happened in it.',
  toolset: 'issues',
  access: 'read',
  arguments: [
    { name: 'project', description: 'Project name, slug or link', required: true },
    { name: 'since', description: 'A date, or a duration such as P7D (the default)' },
  ],
  text: (given) => {
    const project = filled(given['project']) ?? 'that I name';
    const since = filled(given['since']) ?? '"P7D"';
    return [
      `Draft a status update of the Linear project ${project}.`,
      `1. list_issues with that project, completed ${since}; with created ${since}; and with is ["open", "blocked"].`,
      '2. list_issues with that project, is ["open"], due "overdue".',
      'Write at most 150 words: health (on track, at risk, off track) with the reason, what was finished, what is next, risks and what is needed from whom. Link issues by identifier.',
      'Show it and wait; post it only when I say so, with the tool for status updates if this connection has it.',
    ].join('\n');
  },
};

/** What people start by name; in a client mostly as slash commands. */
export const prompts: readonly Prompt[] = [standup, triage, planCycle, writeIssue, projectUpdate];

function inTeam(given: string | undefined): string {
  const named = filled(given);
  return named === undefined ? '' : ` in the team ${named}`;
}

/** What a person filled in, as one quoted line; nothing when the field was left empty. */
function filled(given: string | undefined): string | undefined {
  const text = oneLine(given ?? '', 300);
  return text === '' ? undefined : JSON.stringify(text);
}
