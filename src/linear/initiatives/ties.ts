import { fail } from '../../errors.js';

type Links = {
  readonly initiativeToProjects: { nodes: readonly { id: string; initiative: { id: string } }[] };
};
export type ProjectWithLinks = {
  readonly id: string;
  readonly name: string;
  readonly slugId: string;
} & Links;

export type Ends = { id: string; initiative: { id: string }; relatedInitiative: { id: string } };

/** What Linear would only find out with a part of the change done. */
export function refuseContradictions(asked: {
  initiativeId: string;
  above: string | undefined;
  hadProject: boolean;
  hadParent: boolean;
  unlink: string | undefined;
  unrelate: string | undefined;
}): void {
  const { initiativeId, above, hadProject, hadParent, unlink, unrelate } = asked;
  const problems = [
    ...(above === initiativeId ? ['add_parent is this initiative itself'] : []),
    ...(hadProject && unlink !== undefined ? ['add_project is part of it already: leave it out'] : []),
    ...(hadParent && unrelate !== undefined ? ['add_parent is its parent already: leave it out'] : []),
  ];
  if (problems.length > 0) fail({ code: 'invalid_arguments', problems });
}

/** The id of the tie between the two, if there is one. */
export function linkOf({ initiativeToProjects }: ProjectWithLinks, initiativeId: string): string | undefined {
  return initiativeToProjects.nodes.find(({ initiative }) => initiative.id === initiativeId)?.id;
}
