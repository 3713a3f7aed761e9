import type { RequestContext } from '../../context.js';
import { notFound } from '../../errors.js';
import { invalid } from '../../mutations/checks.js';
import type { IssueFields } from '../../mutations/inputs.js';

/** What a template of issues fills in; the input's own values come on top. */
export function fromTemplate(id: string | null | undefined, { store }: RequestContext): IssueFields {
  if (!id) return {};
  const template = store.templates.get(id);
  if (template === undefined) throw notFound('Template');
  if (template.type !== 'issue') throw invalid('templateId: the template is not one of issues.');
  const { title, description } = template.templateData;
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
  };
}
