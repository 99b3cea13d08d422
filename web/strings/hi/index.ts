import type { Strings } from "../texts.ts";
import type { Told } from "../told.ts";
import { accounts, may } from "./accounts.ts";
import { again } from "./again.ts";
import { callback } from "./callback.ts";
import { common, dispositionTypes, errors, nav, statuses, triggers } from "./common.ts";
import { deliveries } from "./deliveries.ts";
import { errorClasses, exchange } from "./exchange.ts";
import { guide } from "./guide.ts";
import { happened } from "./happened.ts";
import { health } from "./health.ts";
import { help } from "./help.ts";
import { imports } from "./imports.ts";
import { inspector } from "./inspector.ts";
import { activityWords, lead, leads, report } from "./leads.ts";
import { notices } from "./notices.ts";
import { palette } from "./palette.ts";
import { process } from "./process.ts";
import { processes } from "./processes.ts";
import { settings } from "./settings.ts";
import { signIn } from "./sign-in.ts";
import { form } from "./told/form.ts";
import { hints } from "./told/hints.ts";
import { server } from "./told/server.ts";
import { voice } from "./voice.ts";

/** Every text of the dashboard in Hindi, the same groups as in English. */
export const hi: Strings = {
  common,
  nav,
  errors,
  statuses,
  dispositionTypes,
  triggers,
  palette,
  signIn,
  exchange,
  errorClasses,
  imports,
  inspector,
  guide,
  help,
  settings,
  accounts,
  may,
  notices,
  leads,
  lead,
  activityWords,
  report,
  processes,
  process,
  callback,
  happened,
  deliveries,
  again,
  health,
  voice,
};

/** What the server says; the first entry that fits is taken, so what fits much stands last. */
export const told: Told = { ...form, ...hints, ...server };
