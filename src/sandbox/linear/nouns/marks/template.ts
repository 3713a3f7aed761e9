import type { RequestContext } from '../../context.js';
import { notFound } from '../../errors.js';
import { invalid } from '../../mutations/checks.js';
import type { IssueFields } from '../../mutations/inputs.js';

type Id = string | null | undefined;

function dataOf(id: string, type: string, { store }: RequestContext): Readonly<Record<string, unknown>> {
  const template = store.templates.get(id);
  if (template === undefined) throw notFound('Template');
  if (template.type !== type) throw invalid(`templateId: the template is not one of ${type}s.`);
  return template.templateData;
}

/** What a template of issues fills in; the input's own values come on top. */
export function fromTemplate(id: Id, context: RequestContext): IssueFields {
  if (!id) return {};
  const { title, description } = dataOf(id, 'issue', context);
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
  };
}

/** What a template of projects fills in. */
export function projectFromTemplate(id: unknown, context: RequestContext): { content?: string } {
  if (typeof id !== 'string') return {};
  const { description } = dataOf(id, 'project', context);
  return typeof description === 'string' ? { content: description } : {};
}
