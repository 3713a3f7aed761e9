/** What the text says as JSON, or nothing: whoever asks judges it next anyway. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
