import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { hash } from "@node-rs/argon2";
import { type Command, Option } from "commander";
import { z } from "zod";
import { newId } from "../platform/ids.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { ensureProject } from "./first-run.ts";
import { withStore } from "./settings.ts";

const leastPassword = 10;

interface AddOptions {
  name?: string;
  role: string;
  passwordStdin?: true;
}

/** Adds `ringback user`: add, list, password, remove. */
export function registerUser(program: Command): void {
  const user = program.command("user").description("people who may sign in to the dashboard");
  const stdin = [
    "--password-stdin",
    "read the password from standard input; without it one is made and printed",
  ] as const;
  user
    .command("add <email>")
    .description("add a person")
    .option("--name <name>", "how they are called")
    .addOption(
      new Option("--role <role>", "what they may do").choices(["owner", "editor", "viewer"]).default("owner"),
    )
    .option(...stdin)
    .action((email: string, options: AddOptions, command: Command) =>
      explainErrors(command, () => add(email, options)),
    );
  user
    .command("password <email>")
    .description("set a new password")
    .option(...stdin)
    .action((email: string, options: AddOptions, command: Command) =>
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
  const password = await readPassword(options);
  await withStore(async (store) => {
    if ((await store.read.userByEmail(email)) !== undefined)
      throw new CliError(`there is a user ${email} already`);
    await ensureProject(store);
    const now = Date.now();
    await store.write.insertUser({
      id: newId(now),
      email,
      name: options.name ?? email.split("@")[0] ?? email,
      password_hash: await hash(password.text),
      role: options.role,
      created_at: now,
    });
  });
  console.log(`Added ${email} as ${options.role}.`);
  if (password.made) console.log(`Password: ${password.text}`);
}

async function setPassword(given: string, options: AddOptions): Promise<void> {
  const email = readEmail(given);
  const password = await readPassword(options);
  const passwordHash = await hash(password.text);
  const found = await withStore((store) => store.write.setUserPassword({ email, passwordHash }));
  if (!found) throw new CliError(`there is no user ${email}`);
  console.log(`Set a new password for ${email}.`);
  if (password.made) console.log(`Password: ${password.text}`);
}

async function list(): Promise<void> {
  const users = await withStore((store) => store.read.listUsers());
  for (const user of users) console.log(`${user.email}\t${user.role}\t${user.name}`);
  if (users.length === 0) console.log("There is no user yet: ringback user add you@example.com");
}

async function remove(given: string): Promise<void> {
  const email = readEmail(given);
  if (!(await withStore((store) => store.write.deleteUser(email))))
    throw new CliError(`there is no user ${email}`);
  console.log(`Removed ${email}.`);
}

function readEmail(given: string): string {
  const parsed = z.email().safeParse(given.trim().toLowerCase());
  if (!parsed.success) throw new CliError(`${given} is not an email address`);
  return parsed.data;
}

async function readPassword(options: AddOptions): Promise<{ text: string; made: boolean }> {
  if (options.passwordStdin !== true) return { text: randomBytes(15).toString("base64url"), made: true };
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (password.length < leastPassword)
    throw new CliError(`a password has at least ${leastPassword} characters`);
  return { text: password, made: false };
}
