import { z } from 'zod';
import { getProject, type MilestoneRow, type ProjectDetail } from '../../linear/projects/detail.js';
import { listProjects } from '../../linear/projects/list.js';
import { versionOf } from '../../linear/texts/version.js';
import { day, name, names, shortText, textFrom, words } from '../fields.js';
import {
  type Block,
  detailText,
  isCut,
  namesLine,
  ONLY_IN_LINEAR,
  partSection,
  section,
} from '../shared/details.js';
import { listAnswer, paging, sinceFields, sinceIn } from '../shared/lists.js';
import { needRefLine } from '../shared/needs.js';
import { joined, labelName, priorityWord, shelf } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { PROJECT_LEGEND, percent, projectLine, updateBlocks, updatesLine } from './rows.js';

export const HEALTHS = ['onTrack', 'atRisk', 'offTrack'] as const;

export const listProjectsTool = defineTool({
  name: 'list_projects',
  title: 'List projects',
  description: 'Lists Linear projects that match all given filters, one line each.',
  toolset: 'projects',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in name or text', 200).optional(),
    status: names('Names or types (backlog, planned, started, paused, …); any of them').optional(),
    team: name('Key or name').optional(),
    lead: name('Name, email, "me" or "none"').optional(),
    member: name('Name, email or "me"').optional(),
    label: names('Names or "group/label"; all of them').optional(),
    initiative: name('Name, slug or link').optional(),
    health: words(HEALTHS, 'Any of them').optional(),
    target_before: day('YYYY-MM-DD').optional(),
    ...sinceFields,
    include_archived: z.boolean().optional().describe('Archived as well'),
    sort: z.enum(['updated', 'created', 'target', 'priority']).default('updated').describe('Order'),
    ...paging,
  }),
  run: async ({ cursor, limit, sort, ...input }, { linear }) => {
    const query = {
      query: input.query,
      statuses: input.status,
      team: input.team,
      lead: input.lead,
      member: input.member,
      labels: input.label,
      initiative: input.initiative,
      health: input.health,
      targetBefore: input.target_before,
      ...sinceIn(input),
      includeArchived: input.include_archived,
    };
    return listAnswer(
      {
        cursor,
        query: { ...query, sort },
        load: (after) => listProjects(linear, query, { order: sort, limit, after }),
      },
      { noun: 'project', legend: PROJECT_LEGEND, line: projectLine },
    );
  },
});

const PARTS = ['milestones', 'updates', 'members', 'documents', 'relations', 'needs'] as const;

export const getProjectTool = defineTool({
  name: 'get_project',
  title: 'Get project',
  description:
    'Shows one Linear project with its text and, on request, milestones, latest status updates, members, documents and links, dependencies and customer needs.',
  toolset: 'projects',
  access: 'read',
  input: z.strictObject({
    project: name('Name, slug or link'),
    include: words(PARTS, 'What to add').optional(),
    text_from: textFrom('Read a long text from this character on'),
  }),
  run: async ({ project: given, include = [], text_from: from }, { linear }) => {
    const has = (part: (typeof PARTS)[number]): boolean => include.includes(part);
    const project = await getProject(linear, given, {
      milestones: has('milestones'),
      updates: has('updates'),
      members: has('members'),
      documents: has('documents'),
      relations: has('relations'),
      needs: has('needs'),
    });
    const end = project.content?.length ?? 0;
    const isAlone = include.length === 1 && (from ?? 0) >= end;
    const milestonesAlone = isAlone ? ONLY_IN_LINEAR : `include only milestones, with text_from ${end}`;
    const text = detailText({
      facts: factLines(project),
      body: { label: 'project description', text: project.content, version: versionOf(project.content) },
      from,
      lists: partLines(project),
      blocks: [
        ...(project.projectMilestones?.nodes ?? []).flatMap((row) => milestoneBlock(row, milestonesAlone)),
        ...updateBlocks(project.projectUpdates, updatesOf(project)),
      ],
    });
    return { text };
  },
});

function factLines(project: ProjectDetail): (string | undefined)[] {
  const { labels, initiatives, teams } = project;
  return [
    joined([
      `${quotedTitle(project.name)} (${project.slugId})`,
      nameField(project.status.name),
      project.health ?? undefined,
      project.priority > 0 ? priorityWord(project.priority) : undefined,
      project.lead ? `@${nameField(project.lead.name)}` : undefined,
      labels.nodes.length > 0 ? `#${namesLine(labels, labelName)}` : undefined,
      `${percent(project.progress)} of ${project.scope} done`,
    ]),
    joined([
      `teams ${namesLine(teams, ({ key }) => key)}`,
      project.startDate ? `start ${project.startDate}` : undefined,
      project.targetDate ? `target ${project.targetDate}` : undefined,
      `created ${project.createdAt.slice(0, 10)}${project.creator ? ` by ${nameField(project.creator.name)}` : ''}`,
      `updated ${project.updatedAt.slice(0, 10)}`,
      shelf(project),
    ]),
    initiatives.nodes.length > 0
      ? `initiatives: ${namesLine(initiatives, (each) => nameField(each.name))}`
      : undefined,
    linkField(project.url),
    project.description ? `summary: ${quotedTitle(project.description, 260)}` : undefined,
  ];
}

function partLines(project: ProjectDetail): string[] {
  const { allMembers: members } = project;
  return [
    ...partSection('milestone', project.projectMilestones, milestoneLine),
    ...(members ? [`Members: ${namesLine(members, (each) => nameField(each.name)) || 'none'}`] : []),
    ...partSection(
      'document',
      project.documents,
      (each) => `${quotedTitle(each.title)} (${each.slugId}) | ${each.updatedAt.slice(0, 10)}`,
      `list_documents with project "${project.slugId}"`,
    ),
    ...partSection('link', project.externalLinks, linkLine),
    ...relationLines(project),
    ...partSection('customer need', project.needs, needRefLine),
    ...updatesLine(project.projectUpdates, updatesOf(project)),
  ];
}

const updatesOf = ({ slugId }: ProjectDetail): string => `list_status_updates with project "${slugId}"`;

function milestoneLine(row: MilestoneRow): string {
  const target = row.targetDate ? `target ${row.targetDate}` : undefined;
  const about = row.description && !isLong(row) ? quotedTitle(row.description, MOST_IN_LINE) : undefined;
  return joined([quotedTitle(row.name), row.status, percent(row.progress), target, about]);
}

/** More than this of a text, or more than one line, stands in a block. */
const MOST_IN_LINE = 100;

function isLong({ description }: MilestoneRow): boolean {
  return description != null && (description.length > MOST_IN_LINE || description.includes('\n'));
}

function milestoneBlock(row: MilestoneRow, rest: string): Block[] {
  if (!isLong(row)) return [];
  const text = row.description ?? '';
  return [{ label: `milestone ${quotedTitle(row.name)}, version ${versionOf(text)}`, text, rest }];
}

function linkLine(link: { label: string; url: string }): string {
  return `${quotedTitle(link.label)} ${linkField(link.url)}`;
}

function relationLines({ relations, inverseRelations }: ProjectDetail): string[] {
  if (relations === undefined) return [];
  const lines = [
    ...relations.nodes.map(({ relatedProject }) => `blocks ${quotedTitle(relatedProject.name)}`),
    ...(inverseRelations?.nodes ?? []).map(({ project }) => `blocked by ${quotedTitle(project.name)}`),
  ];
  const rest = isCut(relations) || isCut(inverseRelations) ? ONLY_IN_LINEAR : undefined;
  return section('dependency', lines, rest).map((line) => line.replace('dependencys', 'dependencies'));
}
