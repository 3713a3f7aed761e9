export interface SeededUser {
  readonly key: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly title: string;
  readonly timezone: string;
  readonly active: boolean;
  readonly admin: boolean;
  readonly guest: boolean;
  readonly app: boolean;
}

type Fields = Pick<SeededUser, 'name' | 'displayName' | 'title' | 'timezone'> & Partial<SeededUser>;

function person(key: string, fields: Fields): SeededUser {
  const roles = { active: true, admin: false, guest: false, app: false };
  return { key, email: `${key}@lumen.example`, ...roles, ...fields };
}

/**
 * Everybody in the workspace. Some are alike on purpose: "Ada Lindqvist" and "Adam Lindqvist", "Sofia Marques" and
 * "Sofía Márquez" (whose display names differ by an accent only).
 */
export const seededUsers: readonly [SeededUser, ...SeededUser[]] = [
  person('ada', {
    name: 'Ada Lindqvist',
    displayName: 'ada',
    title: 'Head of Engineering',
    timezone: 'Europe/Stockholm',
    admin: true,
  }),
  person('adam', {
    name: 'Adam Lindqvist',
    displayName: 'adam',
    title: 'Firmware engineer',
    timezone: 'Europe/Stockholm',
  }),
  person('sofia', {
    name: 'Sofia Marques',
    displayName: 'sofia',
    title: 'Product designer',
    timezone: 'Europe/Lisbon',
  }),
  person('sofia.marquez', {
    name: 'Sofía Márquez',
    displayName: 'sofía',
    title: 'Mobile engineer',
    timezone: 'America/Bogota',
  }),
  person('kenji', {
    name: 'Kenji Watanabe (渡辺健二)',
    displayName: 'kenji',
    title: 'Perception engineer',
    timezone: 'Asia/Tokyo',
  }),
  person('noor', {
    name: 'Noor Al-Farsi نور',
    displayName: 'noor',
    title: 'Operations lead',
    timezone: 'Asia/Dubai',
  }),
  person('priya', {
    name: 'Priya Raman',
    displayName: 'priya.r',
    title: 'Security engineer',
    timezone: 'Asia/Kolkata',
  }),
  person('tomas', {
    name: 'Tomáš Dvořák',
    displayName: 'tomas 🦊',
    title: 'Contractor, user research',
    timezone: 'Europe/Prague',
    guest: true,
  }),
  person('lena', {
    name: 'Lena Vogt',
    displayName: 'lena',
    title: 'Former firmware engineer',
    timezone: 'Europe/Berlin',
    active: false,
  }),
  person('triagebot', {
    name: 'Triage Bot',
    displayName: 'triagebot',
    title: 'Application',
    timezone: 'Etc/UTC',
    app: true,
  }),
];

/** The seeded users who can sign in: active people, no applications. */
export const seededPeople: readonly SeededUser[] = seededUsers.filter((user) => user.active && !user.app);
