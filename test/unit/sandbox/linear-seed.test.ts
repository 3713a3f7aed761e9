import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { seedWorkspace } from '../../../src/sandbox/linear/seed/seed.js';
import { data, startWithClock } from './linear-support.js';

describe('the seeded workspace', () => {
  let linear: LinearSandbox;
  const now = new Date('2026-10-15T09:00:00.000Z');
  const store = seedWorkspace(20_261, now);
  beforeAll(async () => {
    ({ linear } = await startWithClock());
  });
  afterAll(() => linear.close());

  it('is the same for the same seed and start, and another for another seed', () => {
    const dump = (seed: number) => {
      const { issues, comments, projects, users } = seedWorkspace(seed, now);
      return JSON.stringify([issues, comments, projects, users].map((table) => table.all()));
    };
    expect(dump(1)).toBe(dump(1));
    expect(dump(2)).not.toBe(dump(1));
  });

  it('gives everybody who can sign in a list of open issues of their own', () => {
    const { workspace } = linear;
    expect(workspace.users.length).toBeGreaterThanOrEqual(5);
    expect(workspace.users[0]?.email).toBe('ada@lumen.example');
    const lists = workspace.users.map((user) => workspace.openIssuesOf(user.email).map((issue) => issue.id));
    for (const list of lists) expect(list.length).toBeGreaterThanOrEqual(8);
    expect(new Set(lists.flat()).size).toBe(lists.flat().length);
  });

  it('is large and varied enough to feel real', () => {
    const issues = store.issues.all();
    const texts = issues.map((issue) => issue.description ?? '');
    expect(issues.length).toBeGreaterThanOrEqual(320);
    expect(store.teams.size).toBeGreaterThanOrEqual(4);
    expect(store.teams.all().filter((team) => team.private)).toHaveLength(1);
    expect(store.projects.size).toBeGreaterThanOrEqual(6);
    expect(store.relations.all().map((relation) => relation.type)).toEqual(
      expect.arrayContaining(['blocks', 'related', 'duplicate']),
    );
    expect(issues.filter((issue) => issue.parentId !== null).length).toBeGreaterThan(20);
    expect(issues.filter((issue) => issue.archivedAt !== null).length).toBeGreaterThan(5);
    expect(issues.filter((issue) => issue.trashed).length).toBeGreaterThan(0);
    expect(store.comments.all().filter((comment) => comment.parentId !== null).length).toBeGreaterThan(10);
    expect(store.attachments.size).toBeGreaterThan(20);
    expect(texts.filter((text) => text.length > 20_000).length).toBeGreaterThanOrEqual(3);
    expect(store.labels.all().filter((label) => label.name === 'Regression')).toHaveLength(2);
  });

  it('holds every kind of text that a client has to survive', () => {
    const text = JSON.stringify([store.issues.all(), store.comments.all()]);
    for (const pattern of [
      /渡辺|充電/,
      /مراجعة/,
      /👨‍👩‍👧‍👦/u,
      /e\u0301/,
      /\u202e/,
      /\u200b/,
      /\u{e0069}/u,
      /<\/untrusted>/,
      /<script>/,
      /Ignore previous/,
      /pixel\.png/,
    ]) {
      expect(text + JSON.stringify(store.users.all())).toMatch(pattern);
    }
  });

  it('is consistent: every reference leads somewhere, and to the right team', () => {
    const wrong = store.issues.all().filter((issue) => {
      const team = store.teams.get(issue.teamId);
      const cycle = store.cycles.get(issue.cycleId ?? '');
      const project = store.projects.get(issue.projectId ?? '');
      const labels = issue.labelIds.map((id) => store.labels.get(id));
      return (
        team === undefined ||
        store.states.get(issue.stateId)?.teamId !== team.id ||
        (issue.assigneeId !== null && !team.memberIds.includes(issue.assigneeId)) ||
        (issue.cycleId !== null && cycle?.teamId !== team.id) ||
        (issue.projectId !== null && project?.teamIds.includes(team.id) !== true) ||
        labels.some(
          (label) =>
            label === undefined || label.isGroup || (label.teamId !== null && label.teamId !== team.id),
        ) ||
        issue.createdAt > now.toISOString()
      );
    });
    expect(wrong).toEqual([]);
  });

  it('has a previous, a current and a next cycle in teams with cycles', async () => {
    const query = '{ cycles(first: 50) { nodes { isPrevious isActive isNext team { key } } } }';
    interface Cycles {
      cycles: { nodes: { isPrevious: boolean; isActive: boolean; isNext: boolean; team: { key: string } }[] };
    }
    const { cycles } = await data<Cycles>(linear, query);
    for (const key of ['ENG', 'MOB']) {
      const own = cycles.nodes.filter((cycle) => cycle.team.key === key);
      expect(own.filter((cycle) => cycle.isPrevious)).toHaveLength(1);
      expect(own.filter((cycle) => cycle.isActive)).toHaveLength(1);
      expect(own.filter((cycle) => cycle.isNext)).toHaveLength(1);
    }
  });
});
