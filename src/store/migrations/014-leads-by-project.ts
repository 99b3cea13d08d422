/**
 * That a lead is found by its project and id, both of which every hot statement names: told to be unique, the index is
 * taken for it before a table has statistics, rather than one that begins with the project alone.
 */
export const leadsByProject: readonly string[] = [
  `drop index leads_of_project`,
  `create unique index leads_of_project on leads (project_id, id)`,
];
