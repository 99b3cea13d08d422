import { job, jobPage } from "../../contract/answers/job.ts";
import { listQuery } from "../routes/jobs.ts";
import { type Operations, ok } from "./operation.ts";

/** What `routes/jobs.ts` registers for jobs. */
export const jobs: Operations = {
  "GET /api/v1/jobs": {
    tag: "Jobs",
    summary: "List jobs",
    scope: "read",
    query: listQuery,
    answers: ok(jobPage, "A page"),
  },
  "GET /api/v1/jobs/:id": {
    tag: "Jobs",
    summary: "Get a job",
    scope: "read",
    answers: ok(job, "The job and how far it is"),
  },
  "POST /api/v1/jobs/:id/cancel": {
    tag: "Jobs",
    summary: "Cancel a job",
    description: "It stops where it is; one that has ended stays as it is.",
    scope: "manage",
    answers: ok(job, "The job"),
  },
};
