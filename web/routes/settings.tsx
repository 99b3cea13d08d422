import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { closeLive } from "../api/live.ts";
import { sessionQuery, signOut } from "../api/session.ts";
import { Field, Section } from "../components/Section.tsx";
import { Account } from "../components/settings/Account.tsx";
import { DeploymentFacts } from "../components/settings/DeploymentFacts.tsx";
import { Notices } from "../components/settings/Notices.tsx";
import { SettingsPage } from "../components/settings/SettingsPage.tsx";
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
  const { settings: words, signIn } = useStrings();
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
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
  return (
    <SettingsPage>
      <div className={classes.page}>
        <Section
          title={words.you}
          action={
            <Button loading={leaving.isPending} onClick={() => leaving.mutate()}>
              {signIn.signOut}
            </Button>
          }
        >
          {user === null ? (
            <Field label={signIn.email}>
              <div className={classes.text}>{words.localUser}</div>
            </Field>
          ) : (
            <Account user={user} />
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
    </SettingsPage>
  );
}
