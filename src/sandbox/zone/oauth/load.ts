type Library = typeof import('oidc-provider');

let loading: Promise<Library> | undefined;

/**
 * Loads oidc-provider without the warning that it prints about Node 20, on which it runs well. Only that one line
 * is held back, only while the module is being evaluated; whatever else is said meanwhile passes through.
 */
export function loadOidcProvider(): Promise<Library> {
  loading ??= quietly(() => import('oidc-provider'));
  return loading;
}

async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { console: stdio } = globalThis;
  const warn = stdio.warn;
  const filtered = (...args: unknown[]) => {
    if (!String(args[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...args);
  };
  stdio.warn = filtered;
  try {
    return await load();
  } finally {
    if (stdio.warn === filtered) stdio.warn = warn;
  }
}
