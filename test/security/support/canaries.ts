/**
 * The forms in which a secret could turn up: its beginning, which is in the whole as well, that URL-encoded, and that
 * in base64 at any offset.
 */
export function formsOf(secret: string): string[] {
  const start = secret.slice(0, 20);
  const encoded = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(start)]).toString('base64');
    // The first and last letters depend on what stands around it.
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  const urlSafe = encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([start, encodeURIComponent(start), ...encoded, ...urlSafe])];
}

/** The secrets of which some form is in the text, by name. */
export function found(text: string, secrets: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(secrets).flatMap(([name, values]) =>
    values.flatMap((value) => (formsOf(value).some((form) => text.includes(form)) ? [name] : [])),
  );
}
