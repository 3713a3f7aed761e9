import {
  type CompleteRequestParams,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Callable, CallOutcome } from '../tools/call.js';
import { type Resource, resourceAt } from '../tools/resource.js';
import { advertiseResource } from './advertise.js';
import type { McpDoorOptions, Visit } from './door.js';
import { unreadable } from './failures.js';
import { isTestMode, TEST_NOTE, throughFunnel } from './toolbox.js';

/** The protocol's limit of suggestions in one completion. */
const MOST_SUGGESTIONS = 100;

/** What a person picks rather than a model: resources, prompts, and the completion of what is typed for them. */
export function answerAttachables(server: Server, visit: Visit, options: McpDoorOptions): void {
  const { resources, prompts, promptList } = visit.shelf;
  const ask = (callable: Callable, context: ServerContext): Promise<CallOutcome> =>
    throughFunnel(callable, undefined, { visit, context, options });

  server.setRequestHandler('resources/list', () => ({ resources: [] }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: resources.map(advertiseResource),
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    const found = resourceAt(resources, uri);
    if (found === undefined) throw unknownResource(uri, resources);
    const outcome = await ask(reading(found.resource, found.id), context);
    if (!outcome.ok) throw unreadable(outcome);
    const { text } = outcome.answer;
    const contents = (shown: string) => [{ uri, mimeType: 'text/plain', text: shown }];
    return isTestMode(visit.principal)
      ? { contents: contents(`${text}\n${TEST_NOTE}`), _meta: { mode: 'test' } }
      : { contents: contents(text) };
  });
  server.setRequestHandler('prompts/list', () => ({ prompts: [...promptList] }));
  server.setRequestHandler('prompts/get', ({ params }) => {
    const prompt = prompts.get(params.name);
    if (prompt === undefined) throw unknownPrompt(params.name, [...prompts.keys()]);
    const text = prompt.text(params.arguments ?? {});
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text } }],
    };
  });
  server.setRequestHandler('completion/complete', async ({ params }, context) => {
    const resource = completed(params, resources);
    if (resource === undefined) return { completion: { values: [] } };
    let values: readonly string[] = [];
    const outcome = await ask(
      completing(resource, params.argument.value, (found) => {
        values = found;
      }),
      context,
    );
    // A completion that fails is none: there is nobody to read a sentence about it, and the event tells the operator.
    return { completion: { values: outcome.ok ? values.slice(0, MOST_SUGGESTIONS) : [] } };
  });
}

function reading(resource: Resource, id: string): Callable {
  return {
    name: `resources/read ${resource.name}`,
    access: 'read',
    run: (_args, context) => resource.read(id, context),
  };
}

function completing(
  resource: Resource,
  beginning: string,
  found: (values: readonly string[]) => void,
): Callable {
  return {
    name: `completion/complete ${resource.name}`,
    access: 'read',
    run: async (_args, context) => {
      found(await resource.complete(beginning.slice(0, 100), context));
      return { text: '' };
    },
  };
}

function completed(
  { ref, argument }: CompleteRequestParams,
  resources: readonly Resource[],
): Resource | undefined {
  if (ref.type !== 'ref/resource' || argument.name !== 'id' || argument.value.trim() === '') return undefined;
  return resources.find((resource) => resource.uriTemplate === ref.uri);
}

function unknownResource(uri: string, resources: readonly Resource[]): ProtocolError {
  const known = resources.map((resource) => resource.uriTemplate).join(', ');
  const message = `There is no resource ${JSON.stringify(uri.slice(0, 100))}. There is: ${known === '' ? 'none' : known}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message, { uri: uri.slice(0, 300) });
}

function unknownPrompt(name: string, known: readonly string[]): ProtocolError {
  const message = `There is no prompt ${JSON.stringify(name.slice(0, 60))}. The prompts are: ${known.join(', ')}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
