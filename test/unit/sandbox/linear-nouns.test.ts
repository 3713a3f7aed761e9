import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { ADAM, ask, data, refusal, startWithClock, TOMAS } from './linear-support.js';

let linear: LinearSandbox;
beforeAll(async () => {
  ({ linear } = await startWithClock());
});
afterAll(() => linear.close());

interface Nodes {
  nodes: { id: string; name: string }[];
}
async function idOf(root: string, filter: object, as?: string): Promise<string> {
  const type = {
    projects: 'ProjectFilter',
    initiatives: 'InitiativeFilter',
    projectLabels: 'ProjectLabelFilter',
  }[root];
  const query = `query ($filter: ${type}) { found: ${root}(filter: $filter, first: 5) { nodes { id name } } }`;
  const { found } = await data<{ found: Nodes }>(linear, query, { filter }, as ? { as } : {});
  return found.nodes[0]?.id ?? '';
}
const projectId = (name: string) => idOf('projects', { name: { eq: name } });

const CREATE =
  'mutation ($input: ProjectCreateInput!) { projectCreate(input: $input) { project { id name } } }';
const UPDATE =
  'mutation ($id: String!, $input: ProjectUpdateInput!) { projectUpdate(id: $id, input: $input) { project { id } } }';

describe('projects', () => {
  it('need the scope to write', async () => {
    const teamIds = [linear.workspace.team('ENG').id];
    const answer = await ask(linear, CREATE, { input: { name: 'X', teamIds } }, { scopes: ['read'] });
    expect(refusal(answer).words).toMatch(/Invalid scope/);
  });

  it.each([
    [{ name: '' }, /name should not be empty/],
    [{ name: 'x'.repeat(81) }, /name must be shorter/],
    [{ teamIds: [] }, /teamIds should not be empty/],
    [{ description: 'x'.repeat(256) }, /description must be shorter/],
    [{ priority: 7 }, /priority must be between/],
    [{ statusId: 'nope' }, /statusId/],
  ])('are not created with %j', async (input, sentence) => {
    const whole = { name: 'X', teamIds: [linear.workspace.team('ENG').id], ...input };
    expect(refusal(await ask(linear, CREATE, { input: whole })).words).toMatch(sentence);
  });

  it('carry labels that are in use: no groups, none retired, one of a group', async () => {
    const id = await projectId('Apollo');
    const label = (name: string) => idOf('projectLabels', { name: { eq: name } });
    const [group, now, next] = await Promise.all([label('Horizon'), label('Now'), label('Next')]);
    expect(refusal(await ask(linear, UPDATE, { id, input: { labelIds: [group] } })).words).toMatch(
      /is a group/,
    );
    expect(refusal(await ask(linear, UPDATE, { id, input: { labelIds: [now, next] } })).words).toMatch(
      /exclusive/,
    );
    const retire = 'mutation ($id: String!) { projectLabelRetire(id: $id) { projectLabel { retiredAt } } }';
    await data(linear, retire, { id: group });
    expect(refusal(await ask(linear, UPDATE, { id, input: { labelIds: [next] } })).words).toMatch(
      /is retired/,
    );
    await data(linear, retire.replace('Retire', 'Restore'), { id: group });
  });

  it('of a private team are absent for others, by every way to them', async () => {
    const id = await projectId('Nightjar');
    expect(
      refusal(await ask(linear, 'query ($id: String!) { project(id: $id) { id } }', { id }, { as: ADAM })),
    ).toMatchObject({ code: 'INPUT_ERROR' });
    expect(refusal(await ask(linear, UPDATE, { id, input: { name: 'x' } }, { as: ADAM })).words).toMatch(
      /Project/,
    );
    const query =
      '{ projectUpdates(first: 50) { nodes { project { name } } } initiatives(first: 50) { nodes { projects(first: 50) { nodes { name } } } } }';
    expect(JSON.stringify(await data(linear, query, {}, { as: ADAM }))).not.toContain('Nightjar');
    expect(JSON.stringify(await data(linear, query))).toContain('Nightjar');
  });

  it('take their health from the latest update', async () => {
    const id = await projectId('Supplier switch');
    const post =
      'mutation ($input: ProjectUpdateCreateInput!) { projectUpdateCreate(input: $input) { projectUpdate { id } } }';
    await data(linear, post, { input: { projectId: id, body: 'x', health: 'offTrack' } });
    const { project } = await data<{ project: { health: string } }>(
      linear,
      'query ($id: String!) { project(id: $id) { health } }',
      { id },
    );
    expect(project.health).toBe('offTrack');
    expect(refusal(await ask(linear, post, { input: { projectId: id, body: ' ' } })).words).toMatch(/body/);
  });
});

describe('what guests see', () => {
  it('is neither initiatives nor customers', async () => {
    const query =
      '{ initiatives(first: 5) { nodes { id } } customers(first: 5) { nodes { id } } customerNeeds(first: 5) { nodes { id } } }';
    expect(await data(linear, query, {}, { as: TOMAS })).toEqual({
      initiatives: { nodes: [] },
      customers: { nodes: [] },
      customerNeeds: { nodes: [] },
    });
    expect(await idOf('initiatives', { name: { eq: 'Japan' } }, TOMAS)).toBe('');
  });
});

describe('documents, views and notifications', () => {
  it('a document belongs to one thing', async () => {
    const create =
      'mutation ($input: DocumentCreateInput!) { documentCreate(input: $input) { document { id } } }';
    const id = await projectId('Apollo');
    const teamId = linear.workspace.team('ENG').id;
    for (const input of [{ title: 'x' }, { title: 'x', projectId: id, teamId }])
      expect(refusal(await ask(linear, create, { input })).words).toMatch(/exactly one/);
    expect(
      refusal(
        await ask(
          linear,
          create,
          { input: { title: 'x', teamId: linear.workspace.team('SEC').id } },
          { as: ADAM },
        ),
      ).words,
    ).toMatch(/Team/);
  });

  it('a view shows what its filter says, as the viewer', async () => {
    const create =
      'mutation ($input: CustomViewCreateInput!) { customViewCreate(input: $input) { customView { id modelName } } }';
    const input = { name: 'Mine', shared: true, filterData: { assignee: { isMe: { eq: true } } } };
    const made = await data<{ customViewCreate: { customView: { id: string } } }>(linear, create, { input });
    const { id } = made.customViewCreate.customView;
    const read =
      'query ($id: String!) { customView(id: $id) { issues(first: 5) { nodes { assignee { email } } } } }';
    expect(JSON.stringify(await data(linear, read, { id }, { as: ADAM }))).toMatch(
      /^(?!.*ada@).*adam@lumen\.example/,
    );
    const change = 'mutation ($id: String!) { customViewUpdate(id: $id, input: { name: "x" }) { success } }';
    expect(refusal(await ask(linear, change, { id }, { as: ADAM })).code).toBe('FORBIDDEN');
  });

  it('a notification is of its person, and of its own type', async () => {
    const query =
      '{ notificationsUnreadCount notifications(first: 50) { nodes { __typename id ... on IssueNotification { issue { identifier } } ... on PullRequestNotification { pullRequest { number } } } } }';
    const mine = await data<{ notifications: { nodes: { id: string; __typename: string }[] } }>(
      linear,
      query,
    );
    expect(new Set(mine.notifications.nodes.map((one) => one.__typename)).size).toBe(3);
    const [first] = mine.notifications.nodes;
    const archive = 'mutation ($id: String!) { notificationArchive(id: $id) { success } }';
    expect(refusal(await ask(linear, archive, { id: first?.id }, { as: ADAM })).words).toMatch(
      /Notification/,
    );
  });
});
