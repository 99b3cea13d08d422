import { afterAll, beforeAll } from "vitest";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { describeStore } from "./contract.ts";

let databases: PostgresDatabases;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove());

describeStore("PostgreSQL", async () => openPostgres(await databases.emptied()));
