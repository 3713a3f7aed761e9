/** The groups of tools that an operator or a connection can choose from. */
export const TOOLSETS = [
  'issues',
  'projects',
  'cycles',
  'documents',
  'initiatives',
  'views',
  'inbox',
  'workspace',
  'releases',
  'customers',
  'reviews',
  'graphql',
] as const;
export type Toolset = (typeof TOOLSETS)[number];
