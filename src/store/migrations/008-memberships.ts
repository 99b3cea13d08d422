/**
 * People of several projects: what a person may do is said by project, and no more of the person. Who was there before
 * keeps their role in each project that was. Links are kept as SHA-256; an invitation is of a project, a reset of a
 * person. Tokens tell who made them and when they were last used.
 */
export const memberships: readonly string[] = [
  `create table memberships (
    user_id text not null, project_id text not null, role text not null, created_at INT not null,
    primary key (user_id, project_id)
  ) ROWS`,
  `create index memberships_of_project on memberships (project_id, user_id)`,
  `insert into memberships (user_id, project_id, role, created_at)
    select u.id, p.id, u.role, u.created_at from users u cross join projects p`,
  `alter table users drop column role`,
  `create table invitations (
    id text primary key, project_id text not null, email text not null, role text not null,
    hash text not null unique, invited_by text not null, created_at INT not null, expires_at INT not null
  ) ROWS`,
  `create index invitations_of_project on invitations (project_id, id)`,
  `create table password_resets (hash text primary key, user_id text not null, expires_at INT not null) ROWS`,
  `create index sessions_of_user on sessions (user_id) where user_id is not null`,
  `alter table tokens add column created_by text`,
  `alter table tokens add column last_used_at INT`,
  `create index tokens_of_project on tokens (project_id, id)`,
];
