/** What people have allowed applications of the zone: remembered across browsers, unlike a user agent's sign-in. */
export function createConsents() {
  const grants = new Map<string, string>();
  const key = (subject: string, clientId: string) => JSON.stringify([subject, clientId]);
  return {
    remember: (subject: string, clientId: string, grantId: string) => {
      grants.set(key(subject, clientId), grantId);
    },
    recall: (subject: string | undefined, clientId: string | undefined) =>
      grants.get(key(subject ?? '', clientId ?? '')),
  };
}

export type Consents = ReturnType<typeof createConsents>;
