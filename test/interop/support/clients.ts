import { pinnedVersion } from './tools.js';

export interface ForeignClient {
  label: string;
  /** The package whose version is shown. */
  package: string;
  driver: string;
  /** The revision it speaks to this server, as `MCP-Protocol-Version` has it. */
  revision: string;
  registration: 'dynamic' | 'client ID metadata document' | 'in advance';
}

const SDK_V1 = '@modelcontextprotocol/sdk';
const SDK_V2 = '@modelcontextprotocol/client';
const INSPECTOR = '@modelcontextprotocol/inspector';

/** Clients that nobody here wrote. Each signs a person in, lists tools, calls three, and refreshes a bad token. */
export const foreignClients: readonly ForeignClient[] = [
  client('MCP Inspector (command line), legacy', INSPECTOR, 'inspector:legacy', '2025-11-25'),
  client('MCP Inspector (command line), auto', INSPECTOR, 'inspector:auto', '2026-07-28'),
  client('MCP Inspector (command line), modern', INSPECTOR, 'inspector:modern', '2026-07-28'),
  client('mcp-remote', 'mcp-remote', 'mcp-remote:2025-11-25', '2025-11-25'),
  client('mcp-remote, auto', 'mcp-remote', 'mcp-remote:auto', '2026-07-28'),
  client('TypeScript SDK v1', SDK_V1, 'sdk-v1:current', '2025-11-25'),
  client('TypeScript SDK v1 of June 2025', 'sdk-2025-06-18', 'sdk-v1:2025-06-18', '2025-06-18'),
  client('TypeScript SDK v2, legacy', SDK_V2, 'sdk-v2:legacy', '2025-11-25'),
  client('TypeScript SDK v2, auto', SDK_V2, 'sdk-v2:auto', '2026-07-28'),
  client('TypeScript SDK v2, pinned', SDK_V2, 'sdk-v2:pinned', '2026-07-28'),
  client('Vercel AI SDK', '@ai-sdk/mcp', 'ai-sdk', '2026-07-28'),
  client('LangChain', '@langchain/mcp-adapters', 'langchain', '2025-11-25'),
  client('OpenAI Agents SDK', '@openai/agents', 'openai-agents', '2026-07-28'),
  client('Mastra', '@mastra/mcp', 'mastra', '2026-07-28', 'in advance'),
];

function client(
  label: string,
  packageName: string,
  driver: string,
  revision: string,
  registration: ForeignClient['registration'] = 'dynamic',
): ForeignClient {
  return { label, package: packageName, driver, revision, registration };
}

/** The matrix as rows: client, version, protocol, registration, result. */
export function matrixRows(resultOf: (client: ForeignClient) => string): string[][] {
  return foreignClients.map((each) => [
    each.label,
    pinnedVersion(each.package),
    each.revision,
    each.registration,
    resultOf(each),
  ]);
}
