import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { ADA, ADAM, type Asking, ask, data, refusal, startWithClock } from './linear-support.js';

interface Issue {
  readonly id: string;
  readonly identifier: string;
  readonly state: { name: string };
}

const CREATE = `mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success lastSyncId issue {
  id identifier title priority state { name } assignee { email } creator { email } parent { identifier }
  labels { nodes { name } } createdAt updatedAt } } }`;
const UPDATE = `mutation Update($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success issue {
  id identifier title description priority estimate dueDate trashed archivedAt startedAt completedAt canceledAt updatedAt
  previousIdentifiers state { name } team { key } assignee { email } project { name } projectMilestone { name } parent { identifier }
  labels { nodes { name } } cycle { number } } } }`;

describe('mutations of the embedded Linear', () => {
  let linear: LinearSandbox;
  let advance: (ms: number) => void;
  const team = (key: string) => linear.workspace.team(key);
  const uuids = new Map<string, string>();

  beforeAll(async () => {
    ({ linear, advance } = await startWithClock());
    const query = `{ workflowStates(first: 100) { nodes { id name team { key } } }
      issueLabels(first: 100) { nodes { id name isGroup team { key } parent { name } } }
      projects(first: 50) { nodes { id name projectMilestones(first: 5) { nodes { id name } } } }
      cycles(first: 50) { nodes { id number team { key } } } users(first: 50, includeDisabled: true) { nodes { id email } } }`;
    interface Names {
      workflowStates: { nodes: { id: string; name: string; team: { key: string } }[] };
      issueLabels: {
        nodes: {
          id: string;
          name: string;
          isGroup: boolean;
          team: { key: string } | null;
          parent: { name: string } | null;
        }[];
      };
      projects: {
        nodes: { id: string; name: string; projectMilestones: { nodes: { id: string; name: string }[] } }[];
      };
      cycles: { nodes: { id: string; number: number; team: { key: string } }[] };
      users: { nodes: { id: string; email: string }[] };
    }
    const names = await data<Names>(linear, query);
    for (const state of names.workflowStates.nodes)
      uuids.set(`state ${state.team.key}/${state.name}`, state.id);
    for (const label of names.issueLabels.nodes) {
      uuids.set(
        `label ${label.team?.key ?? '*'}/${label.parent === null ? '' : `${label.parent.name}/`}${label.name}`,
        label.id,
      );
    }
    for (const project of names.projects.nodes) {
      uuids.set(`project ${project.name}`, project.id);
      for (const milestone of project.projectMilestones.nodes)
        uuids.set(`milestone ${milestone.name}`, milestone.id);
    }
    for (const cycle of names.cycles.nodes) uuids.set(`cycle ${cycle.team.key}/${cycle.number}`, cycle.id);
    for (const user of names.users.nodes) uuids.set(`user ${user.email}`, user.id);
  });
  afterAll(() => linear.close());

  function idOf(name: string): string {
    const id = uuids.get(name);
    if (id === undefined) throw new Error(`no ${name} in: ${[...uuids.keys()].join('; ')}`);
    return id;
  }

  const create = (input: Record<string, unknown>, asking: Asking = {}) =>
    ask<{ issueCreate: { success: boolean; issue: Issue } }>(
      linear,
      CREATE,
      { input: { teamId: team('ENG').id, title: 'New', ...input } },
      asking,
    );
  const update = (id: string, input: Record<string, unknown>, asking: Asking = {}) =>
    ask<{ issueUpdate: { issue: Issue & Record<string, unknown> } }>(linear, UPDATE, { id, input }, asking);
  const fresh = async (input: Record<string, unknown> = {}) => (await create(input)).data.issueCreate.issue;

  describe('issueCreate', () => {
    it('creates an issue in the default state as the token’s user, under the next number', async () => {
      const [first, second] = [
        await fresh(),
        (await create({ title: 'Another' }, { as: ADAM })).data.issueCreate.issue,
      ];
      expect(first).toMatchObject({
        title: 'New',
        priority: 0,
        state: { name: 'Backlog' },
        assignee: null,
        creator: { email: ADA },
      });
      expect(second).toMatchObject({ creator: { email: ADAM } });
      const number = (issue: Issue) => Number(issue.identifier.split('-')[1]);
      expect(number(second)).toBe(number(first) + 1);
    });

    it('takes every reference by id, and a parent by identifier', async () => {
      const issue = await fresh({
        stateId: idOf('state ENG/In Progress'),
        assigneeId: idOf(`user ${ADAM}`),
        labelIds: [
          idOf('label */Bug'),
          idOf('label */Platform/iOS'),
          idOf('label */Platform/Web'),
          idOf('label ENG/Area/Docking'),
        ],
        projectId: idOf('project Apollo'),
        projectMilestoneId: idOf('milestone Pilot'),
        cycleId: idOf('cycle ENG/41'),
        parentId: 'eng-4',
        priority: 2,
        estimate: 5,
        dueDate: '2026-12-24',
      });
      expect(issue).toMatchObject({
        state: { name: 'In Progress' },
        assignee: { email: ADAM },
        parent: { identifier: 'ENG-4' },
        priority: 2,
      });
      const stored = linear.workspace.issue(issue.identifier);
      expect(stored).toMatchObject({ estimate: 5, dueDate: '2026-12-24', startedAt: expect.any(String) });
      expect(stored?.labelIds).toHaveLength(4);
    });

    it('makes a retry with the same id an error instead of a second issue', async () => {
      const id = randomUUID();
      const before = linear.workspace.issues().length;
      expect((await create({ id })).data.issueCreate.issue.id).toBe(id);
      const again = await create({ id: id.toUpperCase() });
      expect(again.errors[0]?.message).toBe('Entity already exists: Issue');
      expect(linear.workspace.issues().length).toBe(before + 1);
    });

    it.each<[string, () => Record<string, unknown>, RegExp]>([
      ['without a title', () => ({ title: undefined }), /title should not be empty/],
      ['with a blank title', () => ({ title: ' \n' }), /title should not be empty/],
      ['with a title of 513 characters', () => ({ title: 'x'.repeat(513) }), /title must be shorter/],
      ['with priority 5', () => ({ priority: 5 }), /priority must be between 0 and 4/],
      ['with priority -1', () => ({ priority: -1 }), /priority must be between 0 and 4/],
      ['with a negative estimate', () => ({ estimate: -2 }), /estimate must be between/],
      ['in an unknown team', () => ({ teamId: randomUUID() }), /Could not find referenced Team/],
      [
        'in a state of another team',
        () => ({ stateId: idOf('state MOB/QA') }),
        /does not belong to the team/,
      ],
      [
        'with a label of another team',
        () => ({ labelIds: [idOf('label MOB/Regression')] }),
        /belongs to another team/,
      ],
      ['with a group as label', () => ({ labelIds: [idOf('label */Severity')] }), /is a group/],
      [
        'with two labels of a single-select group',
        () => ({ labelIds: [idOf('label */Severity/S1'), idOf('label */Severity/S2')] }),
        /"S1" and "S2" are exclusive/,
      ],
      [
        'for somebody outside the team',
        () => ({ assigneeId: idOf('user tomas@lumen.example') }),
        /not a member of the team/,
      ],
      ['for a suspended user', () => ({ assigneeId: idOf('user lena@lumen.example') }), /cannot be assigned/],
      [
        'for an application',
        () => ({ assigneeId: idOf('user triagebot@lumen.example') }),
        /cannot be assigned/,
      ],
      ['delegated to a person', () => ({ delegateId: idOf(`user ${ADAM}`) }), /not an application/],
      [
        'in a project of another team',
        () => ({ projectId: idOf('project Apollo Mobile') }),
        /not shared with the team/,
      ],
      [
        'in a milestone of another project',
        () => ({ projectId: idOf('project Apollo'), projectMilestoneId: idOf('milestone Beta') }),
        /does not belong to the project/,
      ],
      ['in a cycle of another team', () => ({ cycleId: idOf('cycle MOB/41') }), /cycle does not belong/],
      ['below an unknown issue', () => ({ parentId: 'ENG-99999' }), /Could not find referenced Issue/],
      ['with an id that is no UUID v4', () => ({ id: '00000000-0000-1000-8000-000000000000' }), /UUID v4/],
      ['in the future', () => ({ createdAt: '2031-01-01' }), /in the past/],
      ['as somebody else', () => ({ createAsUser: 'Ada' }), /actor=app/],
    ])('refuses an issue %s', async (_what, input, words) => {
      const before = linear.workspace.issues().length;
      const refused = refusal(await create(input()));
      expect(refused.code).toBe('INPUT_ERROR');
      expect(refused.words).toMatch(words);
      expect(linear.workspace.issues().length).toBe(before);
    });

    it('refuses an estimate with a fraction and a day that does not exist as variables', async () => {
      expect(refusal(await create({ estimate: 1.5 })).code).toBe('BAD_USER_INPUT');
      expect(refusal(await create({ dueDate: '2026-13-01' })).code).toBe('BAD_USER_INPUT');
    });

    it('creates a batch whole or not at all', async () => {
      const query =
        'mutation ($input: IssueBatchCreateInput!) { issueBatchCreate(input: $input) { issues { identifier } } }';
      const teamId = team('OPS').id;
      const before = linear.workspace.issues().length;
      const bad = await ask(linear, query, {
        input: {
          issues: [
            { teamId, title: 'a' },
            { teamId, title: '' },
          ],
        },
      });
      expect(refusal(bad).code).toBe('INPUT_ERROR');
      expect(linear.workspace.issues().length).toBe(before);
      await data(linear, query, {
        input: {
          issues: [
            { teamId, title: 'a' },
            { teamId, title: 'b' },
          ],
        },
      });
      expect(linear.workspace.issues().length).toBe(before + 2);
    });
  });

  describe('issueUpdate', () => {
    it('adds and removes labels without touching the others', async () => {
      const { identifier } = await fresh({ labelIds: [idOf('label */Bug'), idOf('label */Severity/S1')] });
      const input = {
        addedLabelIds: [idOf('label */Severity/S3')],
        removedLabelIds: [idOf('label */Severity/S1')],
      };
      const { issueUpdate } = (await update(identifier, input)).data;
      expect(issueUpdate.issue['labels']).toEqual({
        nodes: expect.arrayContaining([{ name: 'Bug' }, { name: 'S3' }]),
      });
      const clash = await update(identifier, { addedLabelIds: [idOf('label */Severity/S2')] });
      expect(refusal(clash).words).toMatch(/exclusive/);
      const mixed = await update(identifier, { ...input, labelIds: [] });
      expect(refusal(mixed).words).toMatch(/cannot be combined/);
    });

    it('keeps the dates of the workflow and a history of who did what', async () => {
      const { identifier } = await fresh();
      advance(60_000);
      const started = (await update(identifier, { stateId: idOf('state ENG/In Progress') }, { as: ADAM }))
        .data.issueUpdate.issue;
      expect(started).toMatchObject({ startedAt: started['updatedAt'], completedAt: null });
      advance(60_000);
      const done = (await update(identifier, { stateId: idOf('state ENG/Done'), priority: 1 })).data
        .issueUpdate.issue;
      expect(done).toMatchObject({
        startedAt: started['startedAt'],
        completedAt: done['updatedAt'],
        canceledAt: null,
      });
      const back = (await update(identifier, { stateId: idOf('state ENG/Todo') })).data.issueUpdate.issue;
      expect(back).toMatchObject({ startedAt: null, completedAt: null });
      const query = `query ($id: String!) { issue(id: $id) { history(last: 3) { nodes {
        actor { email } fromState { name } toState { name } toPriority } } } }`;
      const { issue } = await data<{ issue: { history: { nodes: unknown[] } } }>(linear, query, {
        id: identifier,
      });
      expect(issue.history.nodes).toContainEqual({
        actor: { email: ADAM },
        fromState: { name: 'Backlog' },
        toState: { name: 'In Progress' },
        toPriority: null,
      });
      expect(issue.history.nodes).toContainEqual(
        expect.objectContaining({ toState: { name: 'Done' }, toPriority: 1 }),
      );
    });

    it('leaves absent fields alone, clears what is null, and writes nothing when nothing changes', async () => {
      const { identifier } = await fresh({
        dueDate: '2026-12-01',
        estimate: 3,
        assigneeId: idOf(`user ${ADA}`),
        description: 'text',
      });
      advance(1_000);
      const same = (await update(identifier, { title: 'New' })).data.issueUpdate.issue;
      expect(same['updatedAt']).toBe(linear.workspace.issue(identifier)?.createdAt);
      const cleared = (await update(identifier, { dueDate: null, assigneeId: null, description: null })).data
        .issueUpdate.issue;
      expect(cleared).toMatchObject({
        dueDate: null,
        assignee: null,
        description: null,
        estimate: 3,
        title: 'New',
      });
    });

    it('refuses to put an issue below itself, and a title that is null', async () => {
      const [parent, child] = [await fresh(), await fresh()];
      await update(child.identifier, { parentId: parent.identifier });
      expect(refusal(await update(parent.identifier, { parentId: child.id })).words).toMatch(/own ancestor/);
      expect(refusal(await update(parent.identifier, { title: null })).words).toMatch(/title/);
    });

    it('moves an issue to another team with a new identifier, and finds it by the old one', async () => {
      const labelIds = [idOf('label */Bug'), idOf('label ENG/Regression')];
      const { identifier } = await fresh({
        labelIds,
        stateId: idOf('state ENG/In Review'),
        cycleId: idOf('cycle ENG/42'),
      });
      const moved = (await update(identifier, { teamId: team('MOB').id })).data.issueUpdate.issue;
      expect(moved).toMatchObject({
        team: { key: 'MOB' },
        state: { name: 'In Progress' },
        cycle: null,
        labels: { nodes: [{ name: 'Bug' }] },
      });
      expect(moved.identifier).toMatch(/^MOB-/);
      expect(moved['previousIdentifiers']).toEqual([identifier]);
      const query = 'query ($id: String!) { issue(id: $id) { identifier } }';
      expect(await data(linear, query, { id: identifier })).toEqual({
        issue: { identifier: moved.identifier },
      });
    });

    it('updates up to 50 issues at once, by UUID only, all or none', async () => {
      const query =
        'mutation ($ids: [UUID!]!, $input: IssueUpdateInput!) { issueBatchUpdate(ids: $ids, input: $input) { issues { identifier } } }';
      const issues = [await fresh(), await fresh({ teamId: team('OPS').id })];
      const ids = issues.map((issue) => issue.id);
      await data(linear, query, { ids, input: { priority: 1 } });
      expect(ids.map((id) => linear.workspace.issue(id)?.priority)).toEqual([1, 1]);
      const bad = await ask(linear, query, { ids, input: { stateId: idOf('state ENG/Todo'), priority: 4 } });
      expect(refusal(bad).code).toBe('INPUT_ERROR');
      expect(ids.map((id) => linear.workspace.issue(id)?.priority)).toEqual([1, 1]);
      expect(refusal(await ask(linear, query, { ids: ['ENG-1'], input: {} })).code).toBe('BAD_USER_INPUT');
      const many = Array.from({ length: 51 }, () => randomUUID());
      expect(refusal(await ask(linear, query, { ids: many, input: {} })).words).toMatch(/between 1 and 50/);
    });
  });

  describe('archive and trash', () => {
    const run = (field: string, asking: Asking = {}) =>
      ask<Record<string, unknown>>(linear, `mutation { ${field} { success } }`, {}, asking);
    const listed = async (id: string) => {
      const query = 'query ($id: ID!) { issues(filter: { id: { eq: $id } }) { nodes { id } } }';
      return (await data<{ issues: { nodes: unknown[] } }>(linear, query, { id })).issues.nodes.length === 1;
    };

    it('hide an issue and bring it back', async () => {
      const { id, identifier } = await fresh();
      for (const away of [`issueArchive(id: "${identifier}")`, `issueDelete(id: "${identifier}")`]) {
        await run(away);
        expect(await listed(id)).toBe(false);
        await run(`issueUnarchive(id: "${identifier}")`);
        expect(await listed(id)).toBe(true);
      }
      const trashed = (await update(identifier, { trashed: true })).data.issueUpdate.issue;
      expect(trashed).toMatchObject({ trashed: true, archivedAt: expect.any(String) });
      const restored = (await update(identifier, { trashed: null })).data.issueUpdate.issue;
      expect(restored).toMatchObject({ trashed: null, archivedAt: null });
    });

    it('only administrators delete for good', async () => {
      const { identifier } = await fresh();
      const field = `issueDelete(id: "${identifier}", permanentlyDelete: true)`;
      expect(refusal(await run(field, { as: ADAM })).code).toBe('FORBIDDEN');
      await run(field);
      expect(linear.workspace.issue(identifier)).toBeUndefined();
    });
  });

  describe('comments, relations, labels and attachments', () => {
    const comment = (input: Record<string, unknown>, asking: Asking = {}) =>
      ask<{ commentCreate: { comment: { id: string } } }>(
        linear,
        'mutation ($input: CommentCreateInput!) { commentCreate(input: $input) { comment { id body user { email } parent { id } issue { identifier } } } }',
        { input },
        asking,
      );

    it('a comment takes an identifier, belongs to its author, and has one level of replies', async () => {
      const { identifier } = await fresh();
      const { comment: first } = (await comment({ issueId: identifier.toLowerCase(), body: 'First' })).data
        .commentCreate;
      expect(first).toMatchObject({ body: 'First', user: { email: ADA }, issue: { identifier } });
      const { comment: reply } = (await comment({ parentId: first.id, body: 'Second' }, { as: ADAM })).data
        .commentCreate;
      expect(reply).toMatchObject({ parent: { id: first.id }, issue: { identifier } });
      expect(refusal(await comment({ parentId: reply.id, body: 'Third' })).words).toMatch(
        /replies cannot be replied to/,
      );
      const edit = `mutation { commentUpdate(id: "${first.id}", input: { body: "Edited" }) { comment { body editedAt } } }`;
      expect(refusal(await ask(linear, edit, {}, { as: ADAM })).code).toBe('FORBIDDEN');
      expect(await data(linear, edit)).toMatchObject({
        commentUpdate: { comment: { body: 'Edited', editedAt: expect.any(String) } },
      });
      await data(linear, `mutation { commentResolve(id: "${first.id}") { comment { resolvedAt } } }`);
      await data(linear, `mutation { commentDelete(id: "${first.id}") { entityId success } }`);
      expect(linear.workspace.commentsOn(identifier)).toEqual([]);
    });

    it('a comment needs a body and an issue', async () => {
      expect(refusal(await comment({ issueId: 'ENG-1', body: '' })).words).toMatch(
        /body should not be empty/,
      );
      expect(refusal(await comment({ body: 'x' })).words).toMatch(/issueId or parentId/);
      expect(refusal(await comment({ issueId: 'SEC-1', body: 'x' }, { as: ADAM })).words).toMatch(
        /referenced Issue/,
      );
    });

    it('a relation takes identifiers, is made once, and marking a duplicate closes it', async () => {
      const [one, other] = [await fresh(), await fresh()];
      const relate = (input: Record<string, unknown>) =>
        ask<{ issueRelationCreate: { issueRelation: { id: string } } }>(
          linear,
          'mutation ($input: IssueRelationCreateInput!) { issueRelationCreate(input: $input) { issueRelation { id type } } }',
          { input },
        );
      const ends = { issueId: one.identifier, relatedIssueId: other.identifier.toLowerCase() };
      const { issueRelation } = (await relate({ ...ends, type: 'blocks' })).data.issueRelationCreate;
      expect(refusal(await relate({ ...ends, type: 'blocks' })).words).toMatch(/already/);
      expect(
        refusal(await relate({ issueId: one.id, relatedIssueId: one.identifier, type: 'related' })).words,
      ).toMatch(/itself/);
      await relate({ ...ends, type: 'duplicate' });
      const stored = linear.workspace.issue(one.id);
      expect(stored && linear.workspace.stateName(stored)).toBe('Duplicate');
      const remove = `mutation { issueRelationDelete(id: "${issueRelation.id}") { success } }`;
      await data(linear, remove);
      expect((await ask(linear, remove)).errors[0]?.message).toBe('Entity not found: IssueRelation');
    });

    it('a label is created in its scope once, in a group if asked, and put on and off an issue', async () => {
      const make = (input: Record<string, unknown>) =>
        ask<{ issueLabelCreate: { issueLabel: { id: string } } }>(
          linear,
          'mutation ($input: IssueLabelCreateInput!) { issueLabelCreate(input: $input) { issueLabel { id name team { key } parent { name } } } }',
          { input },
        );
      const { issueLabel } = (await make({ name: 'Charging', parentId: idOf('label ENG/Area') })).data
        .issueLabelCreate;
      expect(issueLabel).toMatchObject({ name: 'Charging', team: { key: 'ENG' }, parent: { name: 'Area' } });
      expect(refusal(await make({ name: 'bug' })).words).toMatch(/exists already/);
      expect(refusal(await make({ name: 'x', parentId: idOf('label */Bug') })).words).toMatch(/not a group/);
      expect(refusal(await make({ name: 'x', color: 'red' })).words).toMatch(/HEX/);
      const { identifier } = await fresh();
      const field = (name: string) =>
        `mutation { ${name}(id: "${identifier}", labelId: "${issueLabel.id}") { issue { labels { nodes { name } } } } }`;
      expect(JSON.stringify(await data(linear, field('issueAddLabel')))).toContain('Charging');
      expect(JSON.stringify(await data(linear, field('issueRemoveLabel')))).not.toContain('Charging');
    });

    it('an attachment with the same URL on the same issue is updated', async () => {
      const { identifier } = await fresh();
      const attach = (input: Record<string, unknown>) =>
        ask<{ attachmentCreate: { attachment: { id: string } } }>(
          linear,
          'mutation ($input: AttachmentCreateInput!) { attachmentCreate(input: $input) { attachment { id title } } }',
          { input: { issueId: identifier, title: 'Link', url: 'https://example.test/a', ...input } },
        );
      const first = (await attach({})).data.attachmentCreate.attachment;
      const again = (await attach({ title: 'Better' })).data.attachmentCreate.attachment;
      expect(again).toEqual({ id: first.id, title: 'Better' });
      expect(refusal(await attach({ url: 'javascript:alert(1)' })).words).toMatch(/must be a URL/);
      const query =
        '{ attachmentsForURL(url: "https://example.test/a") { nodes { title issue { identifier } } } }';
      expect(await data(linear, query)).toEqual({
        attachmentsForURL: { nodes: [{ title: 'Better', issue: { identifier } }] },
      });
    });
  });

  describe('scopes', () => {
    const commentOn = 'mutation { commentCreate(input: { issueId: "ENG-1", body: "hello" }) { success } }';
    const archive = 'mutation { issueArchive(id: "ENG-2") { success } }';

    it('let a read token read and nothing else', async () => {
      const asking = { scopes: ['read'] };
      await data(linear, '{ viewer { id } }', {}, asking);
      for (const attempt of [
        create({}, asking),
        ask(linear, commentOn, {}, asking),
        ask(linear, archive, {}, asking),
      ]) {
        expect(refusal(await attempt).code).toBe('FORBIDDEN');
      }
    });

    it('let issues:create and comments:create do what they say', async () => {
      expect((await create({}, { scopes: ['read', 'issues:create'] })).errors).toEqual([]);
      expect(refusal(await ask(linear, commentOn, {}, { scopes: ['read', 'issues:create'] })).code).toBe(
        'FORBIDDEN',
      );
      expect((await ask(linear, commentOn, {}, { scopes: ['read', 'comments:create'] })).errors).toEqual([]);
      expect(
        refusal(await update('ENG-1', { priority: 1 }, { scopes: ['read', 'issues:create'] })).code,
      ).toBe('FORBIDDEN');
    });
  });
});
