import { type Command, Option } from "commander";
import { type Scope, scopes } from "../contract/words.ts";
import type { Store } from "../store/operations.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { createToken, ensureProject } from "./first-run.ts";
import { withStore } from "./settings.ts";

interface TokenOptions {
  name: string;
  scope: Scope;
  project?: string;
  process?: string;
}

/** Adds `ringback token`: create, list, revoke. */
export function registerToken(program: Command): void {
  const token = program.command("token").description("API tokens of a project");
  const project = ["--project <id>", "the project (the first one by default)"] as const;
  token
    .command("create")
    .description("make a token; it is shown once")
    .option("--name <name>", "what it is for", "token")
    .addOption(
      new Option("--scope <scope>", "what it may do, each including the one before")
        .choices(scopes)
        .default("manage"),
    )
    .option("--process <id>", "only for reporting to this process")
    .option(...project)
    .action((options: TokenOptions, command: Command) => explainErrors(command, () => create(options)));
  token
    .command("list")
    .description("list the tokens of a project")
    .option(...project)
    .action((options: TokenOptions, command: Command) => explainErrors(command, () => list(options)));
  token
    .command("revoke <id>")
    .description("make a token useless")
    .option(...project)
    .action((id: string, options: TokenOptions, command: Command) =>
      explainErrors(command, () => revoke(id, options)),
    );
}

async function projectOf(store: Store, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return (await ensureProject(store)).id;
  const projects = await store.read.listProjects();
  if (!projects.some(({ id }) => id === wanted)) throw new CliError(`there is no project ${wanted}`);
  return wanted;
}

async function create(options: TokenOptions): Promise<void> {
  const { name, process: processId = null } = options;
  const made = await withStore(async (store) => {
    const projectId = await projectOf(store, options.project);
    if (processId !== null && (await store.read.processById({ projectId, id: processId })) === undefined) {
      throw new CliError(`there is no process ${processId}`);
    }
    const scope = processId === null ? options.scope : "report";
    return createToken(store, { projectId, processId, name, scope });
  });
  console.log(made.token);
}

async function list(options: TokenOptions): Promise<void> {
  const tokens = await withStore(async (store) =>
    store.read.listTokens(await projectOf(store, options.project)),
  );
  for (const token of tokens) {
    const state = token.revoked_at === null ? "active" : "revoked";
    const what = token.process_id === null ? token.scope : `report to process ${token.process_id}`;
    console.log([token.id, state, what, token.name].join("\t"));
  }
  if (tokens.length === 0) console.log("There is no token yet: ringback token create");
}

async function revoke(id: string, options: TokenOptions): Promise<void> {
  const revoked = await withStore(async (store) =>
    store.write.revokeToken({ projectId: await projectOf(store, options.project), id, now: Date.now() }),
  );
  if (!revoked) throw new CliError(`there is no active token ${id}`);
  console.log(`Revoked ${id}.`);
}
