/** `npm run soak`: half an hour of load with 300 kills (`--minutes N` for less), see `test/soak/soak.ts`. */
import { parseArgs } from "node:util";
import { soak } from "../test/soak/soak.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("--minutes must be a number above 0");
  process.exit(2);
}
process.exit((await soak(minutes)) ? 0 : 1);
