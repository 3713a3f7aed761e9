/** The system's own name for what went wrong, such as EACCES; 'unknown' where there is none. Never the message. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
