import type { Shot } from './load.js';

export type Era = 'legacy' | 'modern';
export const ERAS: readonly Era[] = ['legacy', 'modern'];

/** What is asked: the list of tools, the smallest call, and a page of issues. */
export const ASKED = ['tools/list', 'get_user', 'list_issues'] as const;
export type Asked = (typeof ASKED)[number];

const MODERN = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A request of this protocol era, as a client sends it. */
export function shot(asked: Asked, era: Era, tokens: readonly string[], args: object = {}): Shot {
  const isCall = asked !== 'tools/list';
  const method = isCall ? 'tools/call' : asked;
  const params = {
    ...(isCall ? { name: asked, arguments: args } : {}),
    ...(era === 'modern' ? { _meta: META } : {}),
  };
  return {
    path: '/mcp',
    tokens,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': era === 'modern' ? MODERN : '2025-06-18',
      ...(era === 'modern' ? { 'mcp-method': method, ...(isCall ? { 'mcp-name': asked } : {}) } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}
