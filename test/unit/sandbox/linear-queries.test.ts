import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { ADA, ADAM, ask, data, refusal, startWithClock, TOMAS } from './linear-support.js';

interface Row {
  readonly id: string;
  readonly identifier: string;
  readonly title: string;
  readonly priority: number;
  readonly estimate: number | null;
  readonly dueDate: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
  readonly state: { name: string; type: string };
  readonly team: { key: string };
  readonly assignee: { email: string; isMe: boolean } | null;
  readonly project: { name: string } | null;
  readonly parent: { identifier: string } | null;
  readonly labels: { nodes: { name: string }[] };
}

interface Page {
  readonly issues: {
    nodes: Row[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}

const FIELDS = `id identifier title priority estimate dueDate createdAt updatedAt archivedAt state { name type }
  team { key } assignee { email isMe } project { name } parent { identifier } labels(first: 10) { nodes { name } }`;
const LIST = `query List($first: Int, $last: Int, $after: String, $before: String, $filter: IssueFilter,
    $sort: [IssueSortInput!], $orderBy: PaginationOrderBy, $includeArchived: Boolean) {
  issues(first: $first, last: $last, after: $after, before: $before, filter: $filter, sort: $sort,
    orderBy: $orderBy, includeArchived: $includeArchived) {
    nodes { ${FIELDS} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const byJson = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));

describe('queries of the embedded Linear', () => {
  let linear: LinearSandbox;
  const now = '2026-10-15T09:00:00.000Z';

  beforeAll(async () => {
    ({ linear } = await startWithClock());
  });
  afterAll(() => linear.close());

  const list = async (variables: Record<string, unknown>, as = ADA) =>
    (await data<Page>(linear, LIST, { first: 250, ...variables }, { as })).issues.nodes;
  const where = (filter: Record<string, unknown>, as = ADA) => list({ filter }, as);

  describe('filters', () => {
    it.each<[string, Record<string, unknown>, (row: Row) => boolean]>([
      [
        'a string equals',
        { state: { name: { eq: 'In Progress' } } },
        (row) => row.state.name === 'In Progress',
      ],
      [
        'a string equals in any case',
        { state: { name: { eqIgnoreCase: 'in progress' } } },
        (row) => row.state.name === 'In Progress',
      ],
      [
        'a string is one of',
        { team: { key: { in: ['ENG', 'MOB'] } } },
        (row) => ['ENG', 'MOB'].includes(row.team.key),
      ],
      [
        'a string is none of',
        { team: { key: { nin: ['ENG', 'MOB'] } } },
        (row) => !/^(ENG|MOB)-/.test(row.identifier),
      ],
      ['a title contains', { title: { contains: 'docking' } }, (row) => row.title.includes('docking')],
      [
        'a title contains in any case',
        { title: { containsIgnoreCase: 'DOCKING' } },
        (row) => /docking/i.test(row.title),
      ],
      ['a title does not contain', { title: { notContains: 'o' } }, (row) => !row.title.includes('o')],
      ['a title starts with', { title: { startsWith: 'Crash' } }, (row) => row.title.startsWith('Crash')],
      ['a title ends with', { title: { endsWith: 'part 2)' } }, (row) => row.title.endsWith('part 2)')],
      [
        'accents are ignored on request',
        { title: { containsIgnoreCaseAndAccent: 'CAFE' } },
        (row) => row.title.startsWith('Cafe'),
      ],
      [
        'a number lies between',
        { priority: { gte: 1, lt: 3 } },
        (row) => row.priority === 1 || row.priority === 2,
      ],
      ['a number differs', { priority: { neq: 0 } }, (row) => row.priority !== 0],
      ['a nullable number is absent', { estimate: { null: true } }, (row) => row.estimate === null],
      [
        'an estimate satisfies one of several comparisons',
        { estimate: { or: [{ eq: 1 }, { gte: 8 }] } },
        (row) => row.estimate === 1 || (row.estimate ?? 0) >= 8,
      ],
      [
        'a due date lies before a day',
        { dueDate: { lt: '2026-10-15' } },
        (row) => (row.dueDate ?? 'z') < '2026-10-15',
      ],
      [
        'a due date lies within two weeks',
        { dueDate: { lt: 'P2W', gte: 'P0D' } },
        (row) => row.dueDate !== null && row.dueDate >= '2026-10-15' && row.dueDate < '2026-10-29',
      ],
      ['a due date is set', { dueDate: { null: false } }, (row) => row.dueDate !== null],
      [
        'a time lies after a duration ago',
        { createdAt: { gt: '-P1M' } },
        (row) => row.createdAt > '2026-09-15T09:00:00.000Z',
      ],
      ['a time lies before a time', { updatedAt: { lte: now } }, () => true],
      [
        'the assignee is the viewer',
        { assignee: { isMe: { eq: true } } },
        (row) => row.assignee?.isMe === true,
      ],
      ['nobody is assigned', { assignee: { null: true } }, (row) => row.assignee === null],
      ['somebody is assigned', { assignee: { null: false } }, (row) => row.assignee !== null],
      [
        'a nested relation matches',
        { project: { lead: { email: { eq: ADA } } } },
        (row) => row.project?.name === 'Apollo',
      ],
      [
        'relations nest through and/or',
        { assignee: { or: [{ null: true }, { email: { startsWith: 'adam@' } }] } },
        (row) => row.assignee === null || row.assignee.email === ADAM,
      ],
      [
        'and/or combine',
        {
          and: [
            { priority: { eq: 1 } },
            { or: [{ team: { key: { eq: 'ENG' } } }, { team: { key: { eq: 'OPS' } } }] },
          ],
        },
        (row) => row.priority === 1 && ['ENG', 'OPS'].includes(row.team.key),
      ],
      [
        'some label matches',
        { labels: { some: { name: { eq: 'Bug' } } } },
        (row) => row.labels.nodes.some((label) => label.name === 'Bug'),
      ],
      [
        'plain fields of a collection mean some',
        { labels: { name: { eqIgnoreCase: 'bug' } } },
        (row) => row.labels.nodes.some((label) => label.name === 'Bug'),
      ],
      [
        'every label matches',
        { labels: { every: { name: { eq: 'Bug' } } } },
        (row) => row.labels.nodes.every((label) => label.name === 'Bug'),
      ],
      [
        'the number of labels matches',
        { labels: { length: { gte: 2 } } },
        (row) => row.labels.nodes.length >= 2,
      ],
      ['there are no labels', { labels: { null: true } }, (row) => row.labels.nodes.length === 0],
      ['there is a parent', { parent: { null: false } }, (row) => row.parent !== null],
      ['an empty list matches nothing', { team: { key: { in: [] } } }, () => false],
      ['an empty filter matches everything', {}, () => true],
    ])('finds exactly the issues of which %s', async (_what, filter, expected) => {
      const everything = await list({});
      const more = await list({ after: everything.at(-1)?.id });
      const all = [...everything, ...more];
      const found = await where(filter);
      const rest = found.length === 250 ? await list({ filter, after: found.at(-1)?.id }) : [];
      expect([...found, ...rest].map((row) => row.identifier).sort()).toEqual(
        all
          .filter(expected)
          .map((row) => row.identifier)
          .sort(),
      );
    });

    it('finds issues by cycle, children, comments, relations and full text', async () => {
      expect((await where({ cycle: { isActive: { eq: true } } })).length).toBeGreaterThan(0);
      expect((await where({ cycle: { isPrevious: { eq: true } } })).length).toBeGreaterThan(0);
      expect((await where({ children: { length: { gt: 0 } } })).length).toBeGreaterThan(0);
      expect((await where({ comments: { some: { user: { isMe: { eq: true } } } } })).length).toBeGreaterThan(
        0,
      );
      expect((await where({ hasBlockedByRelations: { eq: true } })).length).toBeGreaterThan(0);
      expect((await where({ hasBlockingRelations: { eq: true } })).length).toBeGreaterThan(0);
      expect(
        (await where({ attachments: { some: { sourceType: { eq: 'github' } } } })).length,
      ).toBeGreaterThan(0);
      expect((await where({ searchableContent: { contains: '充電ステーション' } })).length).toBe(1);
    });

    it('refuses an id that is not a UUID, a misspelt field and a day that does not exist', async () => {
      const bad = await ask(linear, LIST, { filter: { id: { in: ['ENG-1'] } } });
      expect(refusal(bad)).toEqual({ code: 'INPUT_ERROR', words: 'id must be a UUID.' });
      const misspelt = await ask(linear, LIST, { filter: { asignee: { null: true } } });
      expect(misspelt.status).toBe(400);
      expect(refusal(misspelt).code).toBe('BAD_USER_INPUT');
      const day = await ask(linear, LIST, { filter: { dueDate: { lt: '2026-02-30' } } });
      expect(refusal(day).code).toBe('BAD_USER_INPUT');
    });
  });

  describe('filters of the other nouns', () => {
    it.each<[string, string, unknown[]]>([
      [
        'users',
        'users(filter: { name: { startsWith: "Ada" } }, sort: [{ name: { order: Ascending } }]) { nodes { name } }',
        [{ name: 'Ada Lindqvist' }, { name: 'Adam Lindqvist' }],
      ],
      ['users', 'users(filter: { isMe: { eq: true } }) { nodes { email } }', [{ email: ADA }]],
      [
        'users',
        'users(filter: { name: { containsIgnoreCaseAndAccent: "sofia mar" } }, sort: [{ name: { order: Descending } }]) { nodes { name } }',
        [{ name: 'Sofía Márquez' }, { name: 'Sofia Marques' }],
      ],
      [
        'users',
        'users(filter: { active: { eq: false } }, includeDisabled: true) { nodes { name } }',
        [{ name: 'Lena Vogt' }],
      ],
      [
        'teams',
        'teams(filter: { or: [{ key: { eq: "ENG" } }, { visibility: { eq: private } }] }, orderBy: createdAt) { nodes { private } }',
        [{ private: false }, { private: true }],
      ],
      [
        'projects',
        'projects(filter: { name: { startsWith: "Apollo" }, status: { type: { eq: "started" } } }, sort: [{ name: { order: Ascending } }]) { nodes { name } }',
        [{ name: 'Apollo' }, { name: 'Apollo Docking' }, { name: 'Apollo Mobile' }],
      ],
      [
        'projects',
        'projects(filter: { accessibleTeams: { some: { key: { eq: "SEC" } } } }) { nodes { name } }',
        [{ name: 'Nightjar' }],
      ],
      [
        'issueLabels',
        'issueLabels(filter: { name: { eq: "Web" }, parent: { name: { eq: "Platform" } } }) { nodes { name team { key } } }',
        [{ name: 'Web', team: null }],
      ],
      [
        'issueLabels',
        'issueLabels(filter: { isGroup: { eq: true }, team: { key: { eq: "ENG" } } }) { nodes { name } }',
        [{ name: 'Area' }],
      ],
      [
        'workflowStates',
        'workflowStates(filter: { team: { key: { eq: "MOB" } }, type: { eq: "completed" } }) { nodes { name } }',
        [{ name: 'Released' }],
      ],
      [
        'cycles',
        'cycles(filter: { isActive: { eq: true }, team: { key: { eq: "ENG" } } }) { nodes { number name } }',
        [{ number: 41, name: 'Docking hardening' }],
      ],
      [
        'projectMilestones',
        'projectMilestones(filter: { project: { name: { eq: "Nightjar" } } }) { nodes { name } }',
        [{ name: 'Signing keys rotated' }],
      ],
      [
        'comments',
        'comments(filter: { body: { contains: "contents of SEC-1" } }) { nodes { issue { identifier } } }',
        [{ issue: { identifier: 'ENG-13' } }],
      ],
    ])('hold for %s: %s', async (field, query, nodes) => {
      const answer = await data<Record<string, { nodes: unknown[] }>>(linear, `{ ${query} }`);
      const found = answer[field]?.nodes ?? [];
      const sorted = (list: unknown[]) => (query.includes('sort:') ? list : [...list].sort(byJson));
      expect(sorted(found)).toEqual(sorted(nodes));
    });
  });

  describe('order', () => {
    const isSorted = (values: readonly (string | number)[]) =>
      expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));

    it('is newest first, by creation unless the update is asked for', async () => {
      isSorted((await list({})).map((row) => row.createdAt).reverse());
      isSorted((await list({ orderBy: 'updatedAt' })).map((row) => row.updatedAt).reverse());
    });

    it('takes priorities in turn with no priority last, or first on request', async () => {
      const rank = (row: Row) => row.priority || 5;
      isSorted((await list({ sort: [{ priority: { order: 'Ascending' } }] })).map(rank));
      const first = await list({ sort: [{ priority: { order: 'Ascending', noPriorityFirst: true } }] });
      isSorted(first.map((row) => row.priority));
    });

    it('takes due dates in turn, those without one at the end that is asked for', async () => {
      const dated = (rows: Row[]) => rows.flatMap((row) => row.dueDate ?? []);
      const ascending = await list({ sort: [{ dueDate: { order: 'Ascending' } }] });
      isSorted(dated(ascending));
      expect(ascending.at(0)?.dueDate).not.toBeNull();
      const descending = await list({ sort: [{ dueDate: { order: 'Descending', nulls: 'first' } }] });
      expect(descending.at(0)?.dueDate).toBeNull();
    });

    it('uses the second key where the first does not decide', async () => {
      const rows = await list({
        sort: [{ team: { order: 'Ascending' } }, { title: { order: 'Ascending' } }],
      });
      const titles = rows
        .filter((row) => row.team.key === 'DES')
        .map((row) => row.title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
      isSorted(titles);
      expect(rows.at(0)?.team.key).toBe('DES');
    });
  });

  describe('pages', () => {
    it('are of 50 unless asked, and follow each other without gaps or repetitions', async () => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { issues }: Page = await data<Page>(linear, LIST, after === null ? {} : { after });
        expect(issues.nodes.length).toBeLessThanOrEqual(50);
        expect(issues.pageInfo.hasPreviousPage).toBe(after !== null);
        seen.push(...issues.nodes.map((row) => row.identifier));
        after = issues.pageInfo.hasNextPage ? issues.pageInfo.endCursor : null;
      } while (after !== null);
      const alive = linear.workspace.issues().filter((issue) => issue.archivedAt === null);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(alive.length);
    });

    it('can be walked backwards', async () => {
      const { issues } = await data<Page>(linear, LIST, { first: 20 });
      const tenth = issues.nodes[10]?.id;
      const { issues: before } = await data<Page>(linear, LIST, { last: 5, before: tenth });
      expect(before.nodes).toEqual(issues.nodes.slice(5, 10));
      expect(before.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
    });

    it.each([
      [{ first: 0 }, 'first must be between 1 and 250.'],
      [{ first: 251 }, 'first must be between 1 and 250.'],
      [{ last: 0 }, 'last must be between 1 and 250.'],
      [{ last: -1 }, 'last must be between 1 and 250.'],
      [{ first: 5, last: 5 }, 'first and last cannot be used together.'],
      [{ after: 'bm9uc2Vuc2U=' }, 'The pagination cursor is not valid.'],
    ])('refuse %j', async (variables, words) => {
      const query =
        'query ($first: Int, $last: Int, $after: String) { issues(first: $first, last: $last, after: $after) { nodes { id } } }';
      expect(refusal(await ask(linear, query, variables))).toEqual({ code: 'INPUT_ERROR', words });
    });

    it('accept both bounds', async () => {
      expect(await list({ first: 1 })).toHaveLength(1);
      expect(await list({ first: 250 })).toHaveLength(250);
    });

    it('hide archived issues unless they are asked for', async () => {
      const filter = { team: { key: { eq: 'ENG' } } };
      expect((await where(filter)).every((row) => row.archivedAt === null)).toBe(true);
      const all = await list({ filter, includeArchived: true });
      expect(all.some((row) => row.archivedAt !== null)).toBe(true);
    });
  });

  describe('a private team', () => {
    const TEAMS =
      '{ teams { nodes { key } } issues(first: 250, filter: { team: { key: { eq: "SEC" } } }) { nodes { id } } }';
    interface Teams {
      teams: { nodes: { key: string }[] };
      issues: { nodes: { id: string }[] };
    }

    it('is there for its members', async () => {
      const { teams, issues } = await data<Teams>(linear, TEAMS);
      expect(teams.nodes.map((team) => team.key)).toContain('SEC');
      expect(issues.nodes.length).toBeGreaterThan(10);
    });

    it('does not exist for anybody else, in no list, search, count or lookup', async () => {
      const { teams, issues } = await data<Teams>(linear, TEAMS, {}, { as: ADAM });
      expect(teams.nodes.map((team) => team.key)).not.toContain('SEC');
      expect(issues.nodes).toEqual([]);
      for (const query of ['{ issue(id: "SEC-1") { id } }', '{ team(id: "SEC") { id } }']) {
        expect((await ask(linear, query, {}, { as: ADAM })).errors[0]?.message).toMatch(
          /^Entity not found: /,
        );
      }
      const search = '{ searchIssues(term: "CANARY-SEC-7f3a") { totalCount } }';
      expect(await data(linear, search, {}, { as: ADAM })).toEqual({ searchIssues: { totalCount: 0 } });
      expect(await data(linear, search)).toEqual({ searchIssues: { totalCount: 1 } });
      const everything = `{ projects(first: 250) { nodes { name } } issueLabels(first: 250) { nodes { name } }
        workflowStates(first: 250) { nodes { name } } comments(first: 100) { nodes { issue { identifier } } } }`;
      const text = JSON.stringify(await data(linear, everything, {}, { as: ADAM }));
      expect(text).not.toMatch(/SEC-|Nightjar|CVE|Mitigated/);
      expect(JSON.stringify(await data(linear, everything))).toMatch(/Nightjar/);
    });

    it('and every public one is hidden from a guest who has not joined', async () => {
      const { teams } = await data<Teams>(linear, TEAMS, {}, { as: TOMAS });
      expect(teams.nodes.map((team) => team.key).sort()).toEqual(['DES', 'OPS']);
    });
  });

  describe('lookups', () => {
    it('take an identifier in any case, a UUID, or an identifier from before a move', async () => {
      const query = 'query ($id: String!) { issue(id: $id) { id identifier previousIdentifiers } }';
      const { issue } = await data<{ issue: Row }>(linear, query, { id: 'eng-3' });
      expect(issue.identifier).toBe('ENG-3');
      expect(await data(linear, query, { id: issue.id })).toEqual({ issue });
      const former = await data<{ issue: { identifier: string } }>(linear, query, { id: 'ENG-9001' });
      expect(former.issue).toMatchObject({ identifier: 'MOB-1', previousIdentifiers: ['ENG-9001'] });
    });

    it('say in Linear’s words what is not there', async () => {
      const answer = await ask(linear, '{ issue(id: "ENG-99999") { id } }');
      expect(answer.status).toBe(200);
      expect(answer.data).toBeNull();
      expect(answer.errors).toEqual([
        {
          message: 'Entity not found: Issue',
          path: ['issue'],
          extensions: {
            code: 'INPUT_ERROR',
            type: 'invalid input',
            statusCode: 400,
            userError: true,
            userPresentableMessage: 'Could not find referenced Issue.',
          },
        },
      ]);
    });

    it('answer several aliases at once, and the viewer is the token’s user', async () => {
      const query =
        '{ viewer { email isMe } a: issue(id: "ENG-1") { identifier } b: team(id: "mob") { key states { nodes { type } } } }';
      const answer = await data<{ viewer: unknown; a: unknown }>(linear, query, {}, { as: ADAM });
      expect(answer).toMatchObject({
        viewer: { email: ADAM, isMe: true },
        a: { identifier: 'ENG-1' },
        b: { key: 'MOB' },
      });
    });

    it.each([
      `issues(first: 3) { edges { cursor node { id branchName url creator { name } delegate { name }
        subscribers(first: 5) { nodes { name } } relations(first: 5) { nodes { type relatedIssue { identifier } } }
        inverseRelations(first: 5) { nodes { type issue { identifier } } } children(first: 5) { nodes { identifier } }
        attachments(first: 5) { nodes { url title } } projectMilestone { name status progress }
        comments(first: 5) { nodes { body url user { name } parent { id } children(first: 5) { nodes { id } } } }
        history(first: 5) { nodes { actor { name } fromState { name } toState { name } } } } } }`,
      `projects(first: 20) { nodes { name status { type } lead { name } progress url
        projectMilestones(first: 5) { nodes { name } } teams(first: 5) { nodes { key } } } }`,
      'cycles(first: 20) { nodes { number isActive isNext isPrevious isPast isFuture progress team { key } } }',
      `users(first: 20, includeDisabled: true) { nodes { name active guest app initials url
        teams(first: 10) { nodes { key } } teamMemberships(first: 10) { nodes { team { key } } } } }`,
      'organization { name urlKey userCount projectStatuses { name } teams(first: 10) { nodes { key } } }',
      `issueLabels(first: 100) { nodes { name isGroup parent { name } children(first: 10) { nodes { name } } team { key } } }`,
      `teams(first: 10) { nodes { key visibility activeCycle { number } states(first: 10) { nodes { name type } }
        members(first: 10) { nodes { name } } labels(first: 10) { nodes { name } } } }`,
      'attachments(first: 10) { nodes { url title issue { identifier } creator { name } } }',
      'projectMilestones(first: 10) { nodes { name project { name } } }',
      'issueRelations(first: 10) { nodes { type issue { identifier } relatedIssue { identifier } } }',
      'rateLimitStatus { kind limits { type allowedAmount remainingAmount } }',
    ])('reach %s', async (fields) => {
      const text = JSON.stringify(await data(linear, `{ ${fields} }`));
      expect(text.length).toBeGreaterThan(100);
    });
  });

  describe('search', () => {
    it('finds words in titles, descriptions and, on request, comments, best answer first', async () => {
      const query =
        'query ($term: String!, $c: Boolean) { searchIssues(term: $term, includeComments: $c) { totalCount nodes { identifier title } } }';
      interface Found {
        searchIssues: { totalCount: number; nodes: { identifier: string; title: string }[] };
      }
      const { searchIssues } = await data<Found>(linear, query, { term: 'DOCKING controller' });
      expect(searchIssues.nodes[0]?.title).toMatch(/docking controller/);
      expect(searchIssues.totalCount).toBeGreaterThan(1);
      const named = await data<Found>(linear, query, { term: 'ENG-7' });
      expect(named.searchIssues.nodes[0]?.identifier).toBe('ENG-7');
      const term = 'contents of SEC-1';
      expect((await data<Found>(linear, query, { term })).searchIssues.totalCount).toBe(0);
      expect((await data<Found>(linear, query, { term, c: true })).searchIssues.totalCount).toBe(1);
    });
  });
});
