import { Kind, parse, type SelectionNode, type SelectionSetNode, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { documents } from '../../../src/linear/documents.js';
import { complexityOf, schema } from './complexity.js';

/** The largest pages that the tools ask for. */
const LARGEST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ListIssues: { first: 250 },
  ListIssuesByName: { first: 250 },
  ListIssuesInFull: { first: 250 },
  ListIssuesByNameInFull: { first: 250 },
  ListIssuesInView: { first: 250 },
  ListIssuesInViewInFull: { first: 250 },
  SuggestIssues: { first: 20 },
  SuggestProjects: { first: 20 },
  SuggestDocuments: { first: 20 },
  ListComments: { first: 100 },
  IssuesMade: { first: 50 },
  PrepareIssuesUpdate: { first: 50 },
  IssuePlaces: { first: 50 },
  RelationsOfIssue: { first: 20 },
  ListLabels: { first: 250 },
  ListProjectLabels: { first: 250 },
  ListInitiativeLabels: { first: 250 },
  SearchIssues: { first: 100 },
  GetIssue: { size: 50, labels: 100 },
  GetIssues: { first: 20, size: 9, labels: 10 },
  LabelsById: { first: 250 },
  ListUsers: { first: 250 },
  ListTemplates: { first: 250 },
  ListSkills: { first: 250 },
  ListProjects: { first: 250 },
  ListStatusUpdates: { first: 50 },
  ListCycles: { first: 250 },
  ListDocuments: { first: 250 },
  ListInitiatives: { first: 250 },
  PrepareInitiativeUpdate: { relations: 250 },
  ListViews: { first: 250 },
  GetView: { issues: 250, projects: 1, initiatives: 1 },
  ListNotifications: { first: 250 },
  PrepareNotifications: { first: 250 },
  ListReleases: { first: 250 },
  ListPipelines: { first: 100 },
  ListReleaseNotes: { first: 250 },
  ListCustomers: { first: 250 },
  ListReviews: { first: 100 },
  ListTeams: { statesSize: 250, labelsSize: 250, cyclesSize: 150 },
};

/** The largest lookups of names beside them. */
const NAMES: Readonly<Record<string, number>> = {
  teams: 20,
  teamSize: 30,
  stateSize: 50,
  labelSize: 50,
  labelNearSize: 15,
  peopleSize: 20,
  projectSize: 15,
  cycleSize: 8,
  milestoneSize: 20,
};

function spreads(selectionSet: SelectionSetNode): SelectionNode[] {
  return selectionSet.selections.flatMap((node) =>
    node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet ? [node, ...spreads(node.selectionSet)] : [node],
  );
}

describe.each(Object.entries(documents))('the document %s', (name, document) => {
  test('is valid for the schema, deprecations apart', () => {
    expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
  });

  test('names itself as the registry does, in one operation', () => {
    const operations = parse(document).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    expect(operations.map((operation) => operation.name?.value)).toEqual([name]);
  });

  test('says how many it wants of each connection', () => {
    const fields = parse(document)
      .definitions.flatMap((each) =>
        'selectionSet' in each && each.selectionSet ? spreads(each.selectionSet) : [],
      )
      .filter((node) => node.kind === Kind.FIELD);
    const connections = fields.filter((field) =>
      field.selectionSet?.selections.some(
        (inner) => inner.kind === Kind.FIELD && ['nodes', 'edges'].includes(inner.name.value),
      ),
    );
    const unbounded = connections.filter(
      (field) => !field.arguments?.some((argument) => argument.name.value === 'first'),
    );
    expect(unbounded.map((field) => field.name.value)).toEqual([]);
  });

  test("stays under Linear's limit of 10,000 points at its largest", () => {
    expect(complexityOf(document, { ...NAMES, ...LARGEST[name] })).toBeLessThan(10_000);
  });
});

test('the default list of fifty issues costs less than 1,100 points', () => {
  expect(complexityOf(documents['ListIssues'] ?? '', { first: 50 })).toBeLessThan(1100);
});

const lists = Object.keys(documents).filter((name) => /^List(?!Issues|Teams|Comments|Labels)/.test(name));
test.each([...lists, 'GetView'])('the default page of %s costs less than 1,100 points', (name) => {
  const sizes = { ...NAMES, first: 50, issues: 50, projects: 1, initiatives: 1 };
  expect(complexityOf(documents[name] ?? '', sizes)).toBeLessThan(1100);
});

test("the estimate agrees with the examples of Linear's documentation", () => {
  expect(complexityOf('query { viewer { id } }', {})).toBe(2);
  expect(complexityOf('query { issues { nodes { id title url } } }', {})).toBe(66);
  expect(complexityOf('query { issues(first: 10) { nodes { id title url } } }', {})).toBe(14);
});
