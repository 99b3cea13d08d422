import { openSqliteInPlace } from "../../src/store/host.ts";
import { describeStore } from "./contract.ts";
import { newDatabaseFile } from "./files.ts";

describeStore("SQLite", () => openSqliteInPlace(newDatabaseFile()));
