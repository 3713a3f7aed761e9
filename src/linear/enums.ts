import type { LinearDocument as L } from '@linear/sdk';

/**
 * Linear's enumerations as far as our documents send them, as values of the SDK's types. The SDK's own constants are
 * not loaded for them: they come with three megabytes of code.
 */
export const CREATED_AT = 'createdAt' as L.PaginationOrderBy.CreatedAt;
export const UPDATED_AT = 'updatedAt' as L.PaginationOrderBy.UpdatedAt;
export const ASCENDING = 'Ascending' as L.PaginationSortOrder.Ascending;
export const DESCENDING = 'Descending' as L.PaginationSortOrder.Descending;
export const NULLS_LAST = 'last' as L.PaginationNulls.Last;

export const PROJECT_HEALTH = {
  onTrack: 'onTrack' as L.ProjectUpdateHealthType.OnTrack,
  atRisk: 'atRisk' as L.ProjectUpdateHealthType.AtRisk,
  offTrack: 'offTrack' as L.ProjectUpdateHealthType.OffTrack,
};
export const INITIATIVE_HEALTH = {
  onTrack: 'onTrack' as L.InitiativeUpdateHealthType.OnTrack,
  atRisk: 'atRisk' as L.InitiativeUpdateHealthType.AtRisk,
  offTrack: 'offTrack' as L.InitiativeUpdateHealthType.OffTrack,
};
export const PIPELINE_TYPE = {
  continuous: 'continuous' as L.ReleasePipelineType.Continuous,
  scheduled: 'scheduled' as L.ReleasePipelineType.Scheduled,
};
export const STAGE_TYPE = {
  canceled: 'canceled' as L.ReleaseStageType.Canceled,
  completed: 'completed' as L.ReleaseStageType.Completed,
  planned: 'planned' as L.ReleaseStageType.Planned,
  started: 'started' as L.ReleaseStageType.Started,
};
