import type { Random } from './random.js';

type List = readonly [string, ...string[]];

const subjects: Readonly<Record<string, List>> = {
  ENG: [
    'docking controller',
    'lidar driver',
    'wheel odometry',
    'battery estimator',
    'map merger',
    'path planner',
    'emergency stop',
    'OTA updater',
    'IMU calibration',
    'pallet detector',
  ],
  DES: ['onboarding', 'fleet map', 'empty states', 'colour tokens', 'alert banner', 'icon set', 'type scale'],
  MOB: [
    'login screen',
    'push notifications',
    'offline mode',
    'QR scanner',
    'task list',
    'dark mode',
    'deep links',
  ],
  OPS: [
    'Gothenburg site',
    'spare parts',
    'Osaka pilot',
    'loading dock',
    'customs papers',
    'training day',
    'van',
  ],
  SEC: ['update signing', 'debug port', 'session tokens', 'dependency audit', 'vault access'],
};

const actions: Readonly<Record<string, List>> = {
  ENG: [
    'Fix drift in',
    'Reduce latency of',
    'Add telemetry to',
    'Refactor',
    'Write tests for',
    'Handle overflow in',
    'Document',
    'Stop restarts of',
  ],
  DES: ['Redesign', 'Explore', 'Interview users about', 'Polish', 'Audit contrast of', 'Prototype'],
  MOB: ['Crash in', 'Speed up', 'Support tablets in', 'Translate', 'Rewrite', 'Fix flicker of'],
  OPS: ['Order', 'Schedule', 'Review', 'Inspect', 'Prepare', 'Invoice', 'Ship'],
  SEC: ['Rotate', 'Harden', 'Investigate', 'Review', 'Restrict'],
};

const contexts: List = [
  'on cold start',
  'at the second site',
  'after the update',
  'when the network drops',
  'for the pilot customer',
  'before launch',
  'under load',
  'with two robots',
  '(part 2)',
  'on the night shift',
];

const sentences: List = [
  'We saw this three times last week, always after a long idle period.',
  'The log has nothing useful, so the first step is better logging.',
  'Customers notice: support got two tickets about it.',
  'It is fine on the bench and fails in the field.',
  'A quick fix is possible, but the real cause is in the scheduler.',
  'The numbers are in the sheet that is linked below.',
  'Nobody owns this part of the code at the moment.',
  'The old behaviour has to stay available behind a flag.',
];

/** A title in the words of the team. */
export function title(random: Random, teamKey: string): string {
  const action = random.pick(actions[teamKey] ?? ['Check']);
  const subject = random.pick(subjects[teamKey] ?? ['setup']);
  return `${action} ${subject} ${random.pick(contexts)}`;
}

/** A paragraph of a few sentences. */
export function paragraph(random: Random): string {
  return Array.from({ length: 2 + random.below(3) }, () => random.pick(sentences)).join(' ');
}

/** A markdown description as people write them: headings, a list, sometimes code or a table. */
export function description(random: Random): string {
  const parts = [paragraph(random)];
  if (random.chance(0.5)) {
    parts.push('## Steps to reproduce\n\n1. Start the robot\n2. Wait ten minutes\n3. Watch the dashboard');
  }
  if (random.chance(0.3)) parts.push('```ts\nconst retries = 3; // was 1\nawait dock({ retries });\n```');
  if (random.chance(0.2)) parts.push('| run | result |\n| --- | --- |\n| 1 | ok |\n| 2 | **failed** |');
  if (random.chance(0.4)) parts.push('- [x] reproduced\n- [ ] fixed\n- [ ] verified at a customer');
  parts.push(paragraph(random));
  return parts.join('\n\n');
}

/** A description of more than 20 000 characters, such as a pasted design document. */
export function longDescription(random: Random): string {
  const parts = ['# Design review\n\nThis document is long on purpose.'];
  for (let chapter = 1, length = 0; length < 21_000; chapter += 1) {
    const text = `## ${chapter}. Findings\n\n${description(random)}`;
    length += text.length;
    parts.push(text);
  }
  return parts.join('\n\n');
}
