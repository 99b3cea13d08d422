import { Button, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { createProject, renameProject } from "../api/accounts.ts";
import { chosenProjectId, openProject, sessionQuery } from "../api/session.ts";
import { ShortId } from "../components/Copy.tsx";
import { ErrorState, RowsSkeleton, wordsOf } from "../components/faces.tsx";
import layout from "../components/list.module.css";
import { MayButton } from "../components/may.tsx";
import { SettingsPage } from "../components/settings/SettingsPage.tsx";
import classes from "../components/settings/settings.module.css";
import { useStrings } from "../strings/strings.ts";

const NameDialog = lazy(() => import("../components/processes/NameDialog.tsx"));

/** The projects that the person is in: to go to another, to make and to rename one. */
export function Projects() {
  const strings = useStrings();
  const { projects: words, ...accounts } = strings.accounts;
  const { common } = strings;
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const current = chosenProjectId(session.data ?? null);
  const [naming, setNaming] = useState<{ id: string | null; name: string } | null>(null);
  const saving = useMutation({
    mutationFn: async ({ id, name }: { id: string | null; name: string }) => {
      if (id === null) openProject((await createProject(name)).id);
      else await renameProject({ id, name });
    },
    onSuccess: () => {
      setNaming(null);
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const name = (id: string | null, text: string) => {
    saving.reset();
    setNaming({ id, name: text });
  };
  return (
    <SettingsPage
      title={words.title}
      actions={
        <MayButton may="own" variant="filled" onClick={() => name(null, "")}>
          {words.create}
        </MayButton>
      }
    >
      {session.isPending && <RowsSkeleton wide rows={2} />}
      {session.isError && <ErrorState error={session.error} onRetry={() => void session.refetch()} />}
      <table className={layout.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{accounts.name}</th>
            <th scope="col" className={`${classes.wide} ${classes.narrow}`}>
              {accounts.role}
            </th>
            <th scope="col" className={`${classes.wide} ${classes.when}`}>
              ID
            </th>
            <th scope="col">
              <VisuallyHidden>{common.more}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {(session.data?.projects ?? []).map((project) => (
            <tr key={project.id}>
              <td title={project.name}>{project.name}</td>
              <td className={classes.wide}>{accounts.roles[project.role]}</td>
              <td className={classes.wide}>
                <ShortId id={project.id} />
              </td>
              <td>
                {project.role === "owner" && (
                  <Button
                    size="xs"
                    variant="subtle"
                    aria-label={words.renameOf(project.name)}
                    onClick={() => name(project.id, project.name)}
                  >
                    {words.rename}
                  </Button>
                )}
                {project.id === current ? (
                  <span className="dim"> {words.current}</span>
                ) : (
                  <Button
                    size="xs"
                    aria-label={words.openOf(project.name)}
                    onClick={() => openProject(project.id)}
                  >
                    {words.open}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {naming !== null && (
        <Suspense>
          <NameDialog
            title={naming.id === null ? words.create : words.renameOf(naming.name)}
            {...(naming.id === null && { help: words.createHelp })}
            confirm={naming.id === null ? words.createDo : words.rename}
            name={naming.name}
            busy={saving.isPending}
            error={saving.error && wordsOf(saving.error, strings)}
            onDone={(text) => saving.mutate({ ...naming, name: text })}
            onClose={() => setNaming(null)}
          />
        </Suspense>
      )}
    </SettingsPage>
  );
}
