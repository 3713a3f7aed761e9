import { LinearDocument as L } from '@linear/sdk';
import { expect, test } from 'vitest';
import * as enums from '../../../src/linear/enums.js';

test("the enumerations that documents send have the values of Linear's SDK, all of them where a tool takes all", () => {
  const valuesOf = (of: object): string[] => Object.values(of).sort();
  expect({ ...enums }).toMatchObject({
    CREATED_AT: L.PaginationOrderBy.CreatedAt,
    UPDATED_AT: L.PaginationOrderBy.UpdatedAt,
    ASCENDING: L.PaginationSortOrder.Ascending,
    DESCENDING: L.PaginationSortOrder.Descending,
    NULLS_LAST: L.PaginationNulls.Last,
  });
  expect(valuesOf(enums.PROJECT_HEALTH)).toEqual(valuesOf(L.ProjectUpdateHealthType));
  expect(valuesOf(enums.INITIATIVE_HEALTH)).toEqual(valuesOf(L.InitiativeUpdateHealthType));
  expect(valuesOf(enums.PIPELINE_TYPE)).toEqual(valuesOf(L.ReleasePipelineType));
  expect(valuesOf(enums.STAGE_TYPE)).toEqual(valuesOf(L.ReleaseStageType));
});
