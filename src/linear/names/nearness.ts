/** How many letters two short words differ by (Levenshtein), taking no more than forty of each. */
export function distance(left: string, right: string): number {
  const [a, b] = [left.slice(0, 40), right.slice(0, 40)];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, ofA] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, ofB] of [...b].entries()) {
      const substituted = (previous[column] ?? 0) + (ofA === ofB ? 0 : 1);
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

/** The words, most like the given one first; what contains it comes before what merely resembles it. */
export function nearestFirst(words: readonly string[], given: string): string[] {
  const wanted = given.trim().toLowerCase();
  const rank = (word: string): number => {
    const lower = word.toLowerCase();
    return lower.includes(wanted) ? 0 : distance(lower.slice(0, wanted.length + 3), wanted);
  };
  return words
    .map((word) => ({ word, rank: rank(word) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ word }) => word);
}
