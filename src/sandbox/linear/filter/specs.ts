import { nounSpecs, projectExtras } from '../nouns/filters.js';
import { attachmentSpec, commentSpec, issueSpec, labelSpec, stateSpec } from './issues.js';
import { teamSpec, userSpec } from './people.js';
import { cycleSpec, milestoneSpec, projectSpec, statusSpec } from './planning.js';
import type { Specs } from './spec.js';

/** Every noun's filter, in one place because they refer to each other. */
export const specs: Specs = {
  attachment: attachmentSpec,
  comment: commentSpec,
  cycle: cycleSpec,
  issue: issueSpec,
  label: labelSpec,
  milestone: milestoneSpec,
  project: { ...projectSpec, ...projectExtras },
  state: stateSpec,
  status: statusSpec,
  team: teamSpec,
  user: userSpec,
  ...nounSpecs,
};
