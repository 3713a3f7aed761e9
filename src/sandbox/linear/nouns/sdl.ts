import { commentSdl } from './comments/sdl.js';
import { customerSdl } from './customers/sdl.js';
import { documentSdl } from './documents/sdl.js';
import { inboxSdl } from './inbox/sdl.js';
import { initiativeSdl } from './initiatives/sdl.js';
import { librarySdl } from './library/sdl.js';
import { markSdl } from './marks/sdl.js';
import { projectSdl } from './projects/sdl.js';
import { releaseSdl } from './releases/sdl.js';
import { viewSdl } from './views/sdl.js';

/** The schema of the nouns in this folder. */
export const nounSdl = [
  projectSdl,
  initiativeSdl,
  documentSdl,
  viewSdl,
  inboxSdl,
  librarySdl,
  markSdl,
  releaseSdl,
  customerSdl,
  commentSdl,
].join('\n');
