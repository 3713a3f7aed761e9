import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../../src/sandbox/linear/index.js';
import { ada, callerOf } from '../support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const tool = () => callerOf(sandbox, ada);

describe('the releases of an issue', () => {
  test('are changed by name, in two requests, and shown with what customers need', async () => {
    const { text, operations } = await tool().run('update_issue', {
      id: 'ENG-2',
      add_releases: 'Robot OS 4.1',
    });
    expect(operations).toEqual(['PrepareIssueUpdate', 'UpdateIssue']);
    expect(text).toContain('releases: none → Robot OS 4.1');
    await tool().ok('create_customer_need', {
      customer: 'Nordlager',
      issue: 'ENG-2',
      body: 'Quieter.',
      important: true,
    });
    const shown = await tool().run('get_issue', { ids: 'ENG-2', include: ['releases', 'needs'] });
    expect(shown.operations).toEqual(['GetIssue']);
    expect(shown.text).toContain('1 release:\n- Robot OS 4.1 | In progress');
    expect(shown.text).toMatch(/customer needs?:[\s\S]*- Nordlager \| important \| "Quieter\."/);
    const args = { id: 'ENG-2', remove_releases: 'robot os 4.1' };
    expect(await tool().ok('update_issue', args)).toContain('releases: Robot OS 4.1 → none');
    expect(await tool().failure('update_issue', args)).toContain(
      'No release of this issue is called "robot os 4.1"',
    );
  });

  test('that do not exist are an error with candidates', async () => {
    expect(await tool().failure('update_issue', { id: 'ENG-2', add_releases: 'Robot OS 9' })).toMatch(
      /No release is called "Robot OS 9"\. There is: .*Robot OS 4\.1/,
    );
  });
});
