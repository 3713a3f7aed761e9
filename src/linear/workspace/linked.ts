import { Kind, parse, print } from 'graphql/language/index.js';
import { fail } from '../../errors.js';
import { type Linear, type Operation, operation } from '../client.js';
import { isRead } from '../reads.js';
import { oneLine } from '../text.js';

interface Asked {
  readonly workspaceOfPerson: { readonly urlKey: string };
}

export const WORKSPACE_OF_PERSON = operation<Asked, Record<string, never>>(`
  query WorkspaceOfPerson {
    workspaceOfPerson: organization { urlKey }
  }`);

/** Of constants, as all documents that can be asked with a link are. */
const asking = new Map<string, string>();

/**
 * Linear for a call that was given links to these workspaces. Keys of teams and numbers are alike from one workspace to
 * the next, so a link to another one must not mean what bears the same here: nothing that was read is handed on, and
 * nothing written, before the workspace is known. It is asked for together with the first query; a call that begins
 * with a mutation takes a request more.
 */
export function inLinked(linear: Linear, workspaces: readonly string[]): Linear {
  let isKnown = false;
  const compare = ({ workspaceOfPerson }: Asked): void => {
    const { urlKey } = workspaceOfPerson;
    const other = workspaces.find((each) => each !== urlKey.toLowerCase());
    if (other !== undefined) {
      const problem = `the link is of the workspace ${oneLine(other, 60)}, and this connection is to ${oneLine(urlKey, 60)} (if it is the same thing under a former address, give its identifier or name instead of the link)`;
      fail({ code: 'invalid_arguments', problems: [problem] });
    }
    isKnown = true;
  };
  return {
    query: async <TData, TVariables extends Record<string, unknown>>(
      asked: Operation<TData, TVariables>,
      variables: TVariables,
    ): Promise<TData> => {
      if (isKnown) return linear.query(asked, variables);
      if (!isRead(asked.document)) {
        compare(await linear.query(WORKSPACE_OF_PERSON, {}));
        return linear.query(asked, variables);
      }
      const { document, headers } = asked;
      const both = operation<TData & Asked, TVariables>(withWorkspace(document), headers && { headers });
      const data = await linear.query(both, variables);
      compare(data);
      return data;
    },
  };
}

function withWorkspace(document: string): string {
  const before = asking.get(document);
  if (before !== undefined) return before;
  const [more] = parse(WORKSPACE_OF_PERSON.document, { noLocation: true }).definitions;
  const { definitions, ...rest } = parse(document, { noLocation: true });
  const together = print({
    ...rest,
    definitions: definitions.map((each) =>
      each.kind === Kind.OPERATION_DEFINITION && more?.kind === Kind.OPERATION_DEFINITION
        ? {
            ...each,
            selectionSet: {
              ...each.selectionSet,
              selections: [...each.selectionSet.selections, ...more.selectionSet.selections],
            },
          }
        : each,
    ),
  });
  asking.set(document, together);
  return together;
}
