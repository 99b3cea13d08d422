import { type Command, Option } from "commander";
import { type Scope, scopes } from "../contract/words.ts";
import type { Store } from "../store/operations.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { byCommand, createToken, projectNamed } from "./first-run.ts";
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

const projectOf = async (store: Store, wanted: string | undefined): Promise<string> =>
  (await projectNamed(store, wanted)).id;

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
    const used = token.last_used_at === null ? "never used" : `used ${iso(token.last_used_at)}`;
    console.log([token.id, state, what, token.name, used].join("\t"));
  }
  if (tokens.length === 0) console.log("There is no token yet: ringback token create");
}

/** To the minute, which is as exactly as it is kept. */
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

async function revoke(id: string, options: TokenOptions): Promise<void> {
  const revoked = await withStore(async (store) => {
    const projectId = await projectOf(store, options.project);
    const name = (await store.read.listTokens(projectId)).find((token) => token.id === id)?.name;
    const audit = [byCommand(projectId, "token.revoked", id, { name })];
    return store.write.revokeToken({ projectId, id, now: Date.now(), audit });
  });
  if (!revoked) throw new CliError(`there is no active token ${id}`);
  console.log(`Revoked ${id}.`);
}
