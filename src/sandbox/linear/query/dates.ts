const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const DURATION =
  /^([+-])?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** An ISO 8601 duration such as `P2W` or `-P1DT12H`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** An ISO 8601 date or time; `2021` and `2021-03` are shortcuts for their first moment, as at Linear. */
export function isIsoDate(text: string): boolean {
  return ISO.test(text) && calendarDate(text) !== null && !Number.isNaN(Date.parse(complete(text)));
}

/** An ISO 8601 date without a time of day. */
export function isTimelessDate(text: string): boolean {
  return !text.includes('T') && isIsoDate(text);
}

function complete(text: string): string {
  // A time without an offset is UTC here; `Date` would read it as local time and make results depend on the host.
  return text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
}

/** `YYYY-MM-DD` of the text's own date part, or null when there is no such day (February 30). */
function calendarDate(text: string): string | null {
  const [, year, month = '01', day = '01'] = ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(`${year}-${month}-${day}T00:00:00.000Z`);
  if (Number.isNaN(date.getTime())) return null;
  const iso = date.toISOString().slice(0, 10);
  return iso === `${year}-${month}-${day}` ? iso : null;
}

function addDuration(from: Date, text: string): Date {
  const [, sign, ...amounts] = DURATION.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  const part = (index: number) => factor * Number(amounts[index] ?? 0);
  const date = new Date(from);
  date.setUTCFullYear(date.getUTCFullYear() + part(0));
  date.setUTCMonth(date.getUTCMonth() + part(1));
  date.setUTCDate(date.getUTCDate() + 7 * part(2) + part(3));
  return new Date(date.getTime() + ((part(4) * 60 + part(5)) * 60 + part(6)) * 1000);
}

/** The moment a checked date or duration means at `now`, in the form the store holds. */
export function toInstant(text: string, now: Date): string {
  const date = isDuration(text) ? addDuration(now, text) : new Date(complete(text));
  return date.toISOString();
}

/** The day (`YYYY-MM-DD`, UTC) a checked date or duration means at `now`. */
export function toDay(text: string, now: Date): string {
  return isDuration(text) ? addDuration(now, text).toISOString().slice(0, 10) : (calendarDate(text) ?? text);
}
