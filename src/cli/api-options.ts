import { type Command, Option } from "commander";
import { CliError } from "./cli-error.ts";
import { httpUrl } from "./option-values.ts";

export interface ApiOptions {
  url: URL;
  token?: string;
}

/** Adds `--url` and `--token`, by which a command finds the public API. */
export function withApi(command: Command): Command {
  return command
    .addOption(urlOption("--url <url>", "where Ringback is"))
    .addOption(tokenOption("project token"));
}

/** An option that says where Ringback is; without it `RINGBACK_URL` does. */
export const urlOption = (flags: string, description: string): Option =>
  new Option(flags, description)
    .argParser(httpUrl)
    .env("RINGBACK_URL")
    .default(new URL("http://localhost:8080"), "http://localhost:8080");

/** `--token`; without it `RINGBACK_TOKEN` is taken. */
export const tokenOption = (description: string): Option =>
  new Option("--token <token>", description).env("RINGBACK_TOKEN");

/** @throws CliError where there is none */
export function tokenOf({ token }: ApiOptions): string {
  if (token !== undefined) return token;
  throw new CliError("a token is needed: give --token or set RINGBACK_TOKEN (npm start printed one)");
}
