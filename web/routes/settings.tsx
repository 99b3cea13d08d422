import { Button, SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { chosenProject } from "../api/http.ts";
import { closeLive } from "../api/live.ts";
import { chosenProjectId, sessionQuery, signOut } from "../api/session.ts";
import { Page } from "../components/Page.tsx";
import { Field, Section } from "../components/Section.tsx";
import { DeploymentFacts } from "../components/settings/DeploymentFacts.tsx";
import { Notices } from "../components/settings/Notices.tsx";
import classes from "../components/settings/settings.module.css";
import { language, languageKey, languages } from "../language.ts";
import { useStrings } from "../strings/strings.ts";

const themes = ["auto", "light", "dark"] as const;

/** Takes another language, for this browser: the page is loaded anew with it. */
function chooseLanguage(next: string): void {
  localStorage.setItem(languageKey, next);
  window.location.reload();
}

/** Who is signed in, how it looks, and what the operator has set. */
export function Settings() {
  const { nav, settings: words, signIn } = useStrings();
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const projectField = useId();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      closeLive();
      client.clear();
      await navigate({ to: "/signed-out" });
    },
  });
  const user = session.data?.user ?? null;
  const projects = session.data?.projects ?? [];
  const choose = (id: string | null) => {
    if (id === null) return;
    chosenProject.set(id);
    // Everything on the page is of the project before.
    window.location.assign("/");
  };
  return (
    <Page title={nav.settings}>
      <div className={classes.page}>
        <Section
          title={words.you}
          action={
            <Button loading={leaving.isPending} onClick={() => leaving.mutate()}>
              {signIn.signOut}
            </Button>
          }
        >
          <Field label={signIn.email}>
            <div className={classes.text}>
              {user === null ? words.localUser : words.signedInAs(user.email, session.data?.role ?? "")}
            </div>
          </Field>
          {projects.length > 1 && (
            <Field label={words.project} htmlFor={projectField}>
              <Select
                id={projectField}
                allowDeselect={false}
                searchable
                data={projects.map(({ id, name }) => ({ value: id, label: name }))}
                value={chosenProjectId(session.data ?? null)}
                onChange={choose}
              />
            </Field>
          )}
          <Field label={words.look}>
            <SegmentedControl
              aria-label={words.look}
              data={themes.map((theme) => ({ value: theme, label: words.themes[theme] }))}
              value={colorScheme}
              onChange={(theme) => setColorScheme(theme as (typeof themes)[number])}
            />
          </Field>
          <Field label={words.language}>
            <SegmentedControl
              aria-label={words.language}
              data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
              value={language}
              onChange={chooseLanguage}
            />
          </Field>
        </Section>
        <Notices />
        <DeploymentFacts />
      </div>
    </Page>
  );
}
