/** The scope that makes a token good for this server, at every door. */
export const SCOPE = 'mcp:tools';
