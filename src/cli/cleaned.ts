const MOST = 200;

/** One printable line of what somebody else wrote, without what is to stay hidden. */
export function cleaned(text: string, hidden: readonly string[] = []): string | undefined {
  const open = hidden
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  const line = open
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
