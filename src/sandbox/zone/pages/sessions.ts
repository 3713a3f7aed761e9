import type { Request, Response } from 'express';
import type { Directory } from '../management/directory.js';
import type { User } from '../management/records.js';
import type { ZoneProvider } from '../oauth/provider.js';

type Interaction = Awaited<ReturnType<ZoneProvider['interactionDetails']>>;

/** Who is signed in to the zone, by browser. */
export function createSessions(provider: () => ZoneProvider, directory: Directory) {
  const sessionOf = (req: Request, res: Response) =>
    provider().Session.get(provider().createContext(req, res));
  return {
    async person(req: Request, res: Response): Promise<User | undefined> {
      return directory.userBySub((await sessionOf(req, res)).accountId ?? '');
    },

    /** The next sign-in asks who it is. What was allowed stays, as it does when the browser is closed. */
    async end(req: Request, res: Response): Promise<void> {
      const session = await sessionOf(req, res);
      if (session.accountId !== undefined) await session.destroy();
    },

    /**
     * Frees a sign-in of the person in whose session it began, so that another may go on with it. Left to itself, the
     * library ends that session by a form that submits itself, for which a browser needs JavaScript.
     */
    async handOver(interaction: Interaction): Promise<void> {
      const session = await provider().Session.findByUid(interaction.session?.uid ?? '');
      await session?.destroy();
      delete interaction.session;
      await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
