import type { FastifyInstance } from "fastify";
import { activityFilterQuery } from "../../contract/activity-report.ts";
import { activityView } from "../../outreach/activity-view.ts";
import type { ActivityRecord } from "../../outreach/model.ts";
import type { AppContext } from "../context.ts";
import { type Cell, type Columns, sendList } from "../csv.ts";
import { parse } from "../parse.ts";

/** Activities of one read: each can be 256 KiB. */
const readAtOnce = 50;

type Shown = ReturnType<typeof activityView> & { referenceId: string | null };

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
/** What was reported as one value, which is what the rules of reports let through. */
const plain = (value: unknown): Cell =>
  typeof value === "object" ? json(value) : (value as string | number | boolean);

const columns: Columns<Shown> = {
  id: (row) => row.id,
  recordedAt: (row) => row.recordedAt,
  leadId: (row) => row.leadId,
  referenceId: (row) => row.referenceId,
  processId: (row) => row.processId,
  sequence: (row) => row.sequence,
  type: (row) => row.type,
  callStatus: (row) => plain(row.callStatus),
  connected: (row) => plain(row.connected),
  direction: (row) => plain(row.direction),
  startedAt: (row) => row.startedAt,
  endedAt: (row) => row.endedAt,
  scheduledAt: (row) => row.scheduledAt,
  disposition: (row) => plain(row.disposition),
  fromState: (row) => plain(row.fromState),
  toState: (row) => plain(row.toState),
  summary: (row) => plain(row.summary),
  recordingUrl: (row) => plain(row.recordingUrl),
  providerCallId: (row) => plain(row.providerCallId),
  triggers: (row) => row.triggers.join(" "),
  transcript: (row) => json(row.transcript),
  input: (row) => json(row.input),
  result: (row) => json(row.result),
};

const shown = (record: ActivityRecord): Shown => ({
  ...activityView(record),
  referenceId: record.referenceId,
});

/** `/api/v1/activities.csv`: the list with its filters, as a file. */
export function activitiesCsvRoutes(app: FastifyInstance, { store }: AppContext): void {
  const options = { config: { scope: "read" as const }, exposeHeadRoute: false };
  app.get("/api/v1/activities.csv", options, async (request, reply) => {
    const { leadId = null, processId = null, type = null } = parse(activityFilterQuery, request.query);
    const { projectId } = request.principal;
    return sendList(reply, "activities.csv", columns, async (before: string | null) => {
      const query = { projectId, leadId, processId, type, before, limit: readAtOnce };
      const { rows, next } = await store.read.listActivities(query);
      return { rows: rows.map(shown), next };
    });
  });
}
