const times = 'createdAt: DateComparator  id: IDComparator  updatedAt: DateComparator';
const updateFilter = (parent: string) =>
  `${times}  ${parent.toLowerCase()}: ${parent}Filter  user: UserFilter`;
const nullable = (name: string, fields: string) => `
  input Nullable${name}Filter { null: Boolean  and: [Nullable${name}Filter!]  or: [Nullable${name}Filter!]  ${fields} }`;

const filters = `
  documentContent: NullableDocumentContentFilter
  initiative: NullableInitiativeFilter
  initiativeUpdate: NullableInitiativeUpdateFilter
  projectUpdate: NullableProjectUpdateFilter
`;

/** Comments on other things than issues. */
export const commentSdl = `
  extend type Comment {
    documentContent: DocumentContent
    documentContentId: String
    initiative: Initiative
    initiativeId: String
    initiativeUpdate: InitiativeUpdate
    initiativeUpdateId: String
    project: Project
    projectId: String
    projectUpdate: ProjectUpdate
    projectUpdateId: String
  }
  extend type DocumentContent { document: Document }
  extend type Document { documentContentId: String }
  extend input CommentCreateInput {
    documentContentId: String
    initiativeId: String
    initiativeUpdateId: String
    projectId: String
    projectUpdateId: String
  }
  ${nullable('DocumentContent', `${times}  content: NullableStringComparator  document: DocumentFilter`)}
  ${nullable('InitiativeUpdate', updateFilter('Initiative'))}
  ${nullable('ProjectUpdate', updateFilter('Project'))}
  ${['CommentFilter', 'NullableCommentFilter', 'CommentCollectionFilter'].map((name) => `extend input ${name} { ${filters} }`).join('\n')}
`;
