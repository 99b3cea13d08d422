import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { Argument, type Command, Option } from "commander";
import { email as emailSchema, leastPassword } from "../contract/accounts.ts";
import { type Role, roles } from "../contract/words.ts";
import { newId } from "../platform/ids.ts";
import { hashPassword } from "../platform/passwords.ts";
import type { Store } from "../store/operations.ts";
import type { AuditTable, UserTable } from "../store/schema.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { byCommand, projectNamed } from "./first-run.ts";
import { withStore } from "./settings.ts";

interface PasswordOptions {
  passwordStdin?: true;
}

interface AddOptions extends PasswordOptions {
  name?: string;
  role: Role;
  project?: string;
}

/** Adds `ringback user`: add, role, password, list, remove. */
export function registerUser(program: Command): void {
  const user = program.command("user").description("people who may sign in to the dashboard");
  const stdin = [
    "--password-stdin",
    "read the password from standard input; without it one is made and printed",
  ] as const;
  const project = ["--project <id>", "the project (the first one by default)"] as const;
  user
    .command("add <email>")
    .description("add a person, or someone who is in another project to this one")
    .option("--name <name>", "how they are called")
    .addOption(new Option("--role <role>", "what they may do").choices(roles).default("owner"))
    .option(...project)
    .option(...stdin)
    .action((email: string, options: AddOptions, command: Command) =>
      explainErrors(command, () => add(email, options)),
    );
  user
    .command("role <email>")
    .description("give a person another role in a project")
    .addArgument(new Argument("<role>", "what they may do").choices(roles))
    .option(...project)
    .action((email: string, role: Role, options: { project?: string }, command: Command) =>
      explainErrors(command, () => setRole(email, role, options.project)),
    );
  user
    .command("password <email>")
    .description("set a new password")
    .option(...stdin)
    .action((email: string, options: PasswordOptions, command: Command) =>
      explainErrors(command, () => setPassword(email, options)),
    );
  user
    .command("list")
    .description("list everyone")
    .action((_: unknown, command: Command) => explainErrors(command, list));
  user
    .command("remove <email>")
    .description("remove a person and end their sessions")
    .action((email: string, _: unknown, command: Command) => explainErrors(command, () => remove(email)));
}

async function add(given: string, options: AddOptions): Promise<void> {
  const email = readEmail(given);
  const { role } = options;
  const password = await withStore(async (store) => {
    const project = await projectNamed(store, options.project);
    const known = await store.read.userByEmail(email);
    if (known !== undefined && (await isMember(store, known, project.id)))
      throw new CliError(`there is a user ${email} already`);
    const made = known === undefined ? await readPassword(options) : null;
    const now = Date.now();
    const id = known?.id ?? newId(now);
    const name = options.name ?? email.split("@")[0] ?? email;
    await store.write.addMember({
      user: made && { id, email, name, password_hash: await hashPassword(made.text), created_at: now },
      membership: { user_id: id, project_id: project.id, role, created_at: now },
      audit: [byCommand(project.id, "user.added", id, { email, role })],
    });
    return made;
  });
  console.log(`Added ${email} as ${role}.`);
  if (password?.made === true) console.log(`Password: ${password.text}`);
}

async function setRole(given: string, role: Role, wanted: string | undefined): Promise<void> {
  const email = readEmail(given);
  await withStore(async (store) => {
    const project = await projectNamed(store, wanted);
    const user = await userNamed(store, email);
    const own = (await store.read.projectsOfUser(user.id)).find(({ id }) => id === project.id);
    if (own === undefined) throw new CliError(`${email} is not in the project ${project.name}`);
    const detail = { email, role: { before: own.role, after: role } };
    const audit = [byCommand(project.id, "user.role_changed", user.id, detail)];
    const result = await store.write.changeMember({ projectId: project.id, userId: user.id, role, audit });
    if (result === "last owner") throw new CliError(`${email} is the last owner of ${project.name}`);
  });
  console.log(`${email} is ${role} now.`);
}

async function setPassword(given: string, options: PasswordOptions): Promise<void> {
  const email = readEmail(given);
  const password = await readPassword(options);
  const passwordHash = await hashPassword(password.text);
  await withStore(async (store) => {
    const user = await userNamed(store, email);
    const audit = await entries(store, user, "user.password_set", { password: "changed" });
    await store.write.setPassword({ id: user.id, passwordHash, keptSession: null, audit });
  });
  console.log(`Set a new password for ${email}.`);
  if (password.made) console.log(`Password: ${password.text}`);
}

async function list(): Promise<void> {
  const { users, several } = await withStore(async (store) => ({
    users: await store.read.listUsers(),
    several: (await store.read.listProjects()).length > 1,
  }));
  for (const { email, role, name, project } of users)
    console.log([email, role ?? "-", name, ...(several ? [project ?? "-"] : [])].join("\t"));
  if (users.length === 0) console.log("There is no user yet: ringback user add you@example.com");
}

async function remove(given: string): Promise<void> {
  const email = readEmail(given);
  await withStore(async (store) => {
    const user = await userNamed(store, email);
    const audit = await entries(store, user, "user.removed", { email });
    await store.write.deleteUser({ id: user.id, audit });
  });
  console.log(`Removed ${email}.`);
}

async function userNamed(store: Store, email: string): Promise<UserTable> {
  const user = await store.read.userByEmail(email);
  if (user === undefined) throw new CliError(`there is no user ${email}`);
  return user;
}

const isMember = async (store: Store, { id }: UserTable, projectId: string): Promise<boolean> =>
  (await store.read.projectsOfUser(id)).some((project) => project.id === projectId);

/** An entry in each project of a person. */
const entries = async (
  store: Store,
  { id }: UserTable,
  action: string,
  detail: Record<string, unknown>,
): Promise<AuditTable[]> =>
  (await store.read.projectsOfUser(id)).map((project) => byCommand(project.id, action, id, detail));

function readEmail(given: string): string {
  const parsed = emailSchema.safeParse(given);
  if (!parsed.success) throw new CliError(`${given} is not an email address`);
  return parsed.data;
}

async function readPassword(options: PasswordOptions): Promise<{ text: string; made: boolean }> {
  if (options.passwordStdin !== true) return { text: randomBytes(15).toString("base64url"), made: true };
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (password.length < leastPassword)
    throw new CliError(`a password has at least ${leastPassword} characters`);
  return { text: password, made: false };
}
