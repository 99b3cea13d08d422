import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isPossiblePhoneNumber } from "libphonenumber-js";
import type { Disposition, State } from "../../src/contract/words.ts";
import { newId } from "../../src/platform/ids.ts";

export interface FakeProcess {
  id: string;
  projectId: string;
  name: string;
  status: "active" | "paused" | "archived";
  states: State[];
  dispositions: Disposition[];
}

type Fields = Record<string, unknown>;

export interface FakeLead extends Fields {
  _id: string;
  referenceId: string;
  phone: string;
  currentState: string | null;
  metadata: Fields;
  onCall: string | null;
  activities: Fields[];
}

/** What is to go wrong with one request; `lose-answer` stores it and cuts the connection. */
export type Fault = { status: number; retryAfter?: string; body?: string } | "lose-answer" | undefined;

export interface FakeApiOptions {
  processes: FakeProcess[];
  token: string;
  /** Decides about each request before it is served; `n` counts all requests from 1. */
  fault?: (method: string, path: string, n: number) => Fault;
  /** Answers `GET /api/v1/deliveries`; none by default. */
  deliveries?: (query: URLSearchParams) => { data: Fields[]; nextCursor: string | null };
  callbackSecret?: Fields;
  /** ms since the epoch */
  now?: () => number;
}

export interface FakeApi {
  url: URL;
  /** Every request, in order, as `POST /api/v1/activities`. */
  requests: string[];
  leads: Map<string, FakeLead>;
  updates: Fields[];
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** The few routes of API.md that the commands use, with the rules that a report or a lead can break. */
export async function startFakeApi(options: FakeApiOptions): Promise<FakeApi> {
  const { now = Date.now } = options;
  const requests: string[] = [];
  const leads = new Map<string, FakeLead>();
  const updates: Fields[] = [];
  const replies = new Map<string, { body: string; answer: unknown }>();

  const processOf = (id: unknown): FakeProcess => {
    const found = options.processes.find((process) => process.id === id);
    if (found === undefined) throw new Refusal(404, "Process not found");
    return found;
  };
  const leadOf = (id: unknown): FakeLead => {
    const found = leads.get(String(id));
    if (found === undefined) throw new Refusal(404, `Lead with ID ${String(id)} not found`);
    return found;
  };

  function createLead(lead: Fields): Fields {
    const process = processOf(lead.processId);
    const phone = String(lead.phone);
    if (lead.projectId !== process.projectId) {
      throw new Refusal(403, "projectId does not match authenticated project");
    }
    if (/^(\d)\1+$/.test(phone.slice(3)))
      throw new Refusal(400, "Phone number contains repeating digits pattern");
    if (!isPossiblePhoneNumber(phone)) throw new Refusal(400, "phone is not possible");
    if (typeof lead.name !== "string") throw new Refusal(400, "name or firstName is needed");
    const others = [...leads.values()];
    if (others.some((other) => other.phone === phone)) {
      throw new Refusal(400, "A call attempt has already been made to this phone number for this project");
    }
    if (others.some((other) => other.referenceId === lead.referenceId)) {
      throw new Refusal(
        400,
        `Lead with referenceId ${String(lead.referenceId)} already exists for this project and process`,
      );
    }
    const _id = newId(now());
    const currentState = process.states[0]?.name ?? null;
    const stored = { ...lead, _id, currentState, onCall: null, activities: [] } as unknown as FakeLead;
    leads.set(_id, stored);
    return { _id, referenceId: stored.referenceId, currentState };
  }

  function report(activity: Fields): Fields {
    const lead = leadOf(activity.leadId);
    const process = processOf(lead.processId);
    const { type, callStatus, disposition, toState, scheduledAt } = activity;
    const known = process.dispositions.find(({ name }) => name === disposition);
    if (!["call", "schedule"].includes(String(type))) throw new Refusal(400, "type");
    if (disposition !== undefined && known === undefined)
      throw new Refusal(400, "disposition: not one of the process");
    if (toState !== undefined && !process.states.some(({ name }) => name === toState)) {
      throw new Refusal(400, "toState: not one of the process");
    }
    if (type === "schedule" && Number.isNaN(Date.parse(String(scheduledAt))))
      throw new Refusal(400, "scheduledAt");
    if (type === "call") lead.onCall = callStatus === "in-progress" ? String(activity.providerCallId) : null;
    lead.currentState = (toState as string | undefined) ?? known?.toState ?? lead.currentState;
    const recordedAt = new Date(now()).toISOString();
    const stored = { ...activity, id: newId(now()), sequence: lead.activities.length + 1, recordedAt };
    lead.activities.push(stored);
    return { ...stored, deliveries: callStatus === "in-progress" ? 0 : 1 };
  }

  function bulk(input: Fields): Fields {
    const success: Fields[] = [];
    const errors: Fields[] = [];
    if (!Array.isArray(input.leads)) throw new Refusal(400, "Either leadIds or leads array is required");
    if (input.leads.length > 1000) throw new Refusal(400, "Maximum of 1000 leads allowed per request");
    for (const lead of input.leads as Fields[]) {
      try {
        success.push(createLead(lead));
      } catch (error) {
        errors.push({ data: lead, referenceId: lead.referenceId, error: (error as Error).message });
      }
    }
    return { success, errors };
  }

  function update(input: Fields): Fields {
    const lead = leadOf(input.leadId);
    updates.push({ ...input, duringCall: lead.onCall !== null });
    Object.assign(lead.metadata, input.metadata);
    return { success: true, message: "Lead update initiated", updateId: newId(now()) };
  }

  function serve(method: string, url: URL, body: string): { status: number; answer: unknown } {
    const input = body === "" ? {} : (JSON.parse(body) as Fields);
    const route = `${method} ${url.pathname}`;
    const page = (data: unknown) => ({ status: 200, answer: data });
    if (route === "GET /api/v1/processes") return page({ data: options.processes, nextCursor: null });
    if (route === "POST /api/v1/leads/bulk/initiate") return page(bulk(input));
    if (route === "POST /api/v1/leads/update") return page(update(input));
    if (route === "POST /api/v1/activities") return { status: 201, answer: { data: report(input) } };
    if (route === "GET /api/v1/deliveries") {
      return page(options.deliveries?.(url.searchParams) ?? { data: [], nextCursor: null });
    }
    if (/^GET \/api\/v1\/processes\/\w+$/.test(route)) return page(processOf(url.pathname.split("/").at(-1)));
    if (/^GET \/api\/v1\/callbacks\/\w+\/secret$/.test(route) && options.callbackSecret) {
      return page(options.callbackSecret);
    }
    throw new Refusal(404, "Not found");
  }

  /** The same key and body answers the same, another body 409. */
  function serveOnce(key: string | undefined, method: string, url: URL, body: string) {
    const before = key === undefined ? undefined : replies.get(key);
    if (before !== undefined) {
      if (before.body !== body) throw new Refusal(409, "Idempotency-Key reused with another body");
      return { status: 201, answer: before.answer };
    }
    const reply = serve(method, url, body);
    if (key !== undefined) replies.set(key, { body, answer: reply.answer });
    return reply;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = request.method ?? "";
    const url = new URL(request.url ?? "/", "http://localhost");
    const n = requests.push(`${method} ${url.pathname}`);
    const fault = options.fault?.(method, url.pathname, n);
    if (typeof fault === "object") {
      if (fault.retryAfter !== undefined) response.setHeader("retry-after", fault.retryAfter);
      response.writeHead(fault.status).end(fault.body ?? problem(fault.status, "as told"));
      return;
    }
    try {
      if (request.headers.authorization !== `Bearer ${options.token}`)
        throw new Refusal(401, "Unknown token");
      const key = request.headers["idempotency-key"]?.toString();
      const { status, answer } = serveOnce(key, method, url, Buffer.concat(chunks).toString());
      if (fault === "lose-answer") response.destroy();
      else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.writeHead(error.status, { "content-type": "application/problem+json" });
      response.end(problem(error.status, error.message));
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests,
    leads,
    updates,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problem(status: number, detail: string): string {
  return JSON.stringify({
    type: "about:blank",
    title: "Refused",
    status,
    detail,
    success: false,
    error: detail,
  });
}

/** A process as a new one starts (API.md, Management API). */
export function exampleProcess(): FakeProcess {
  const disposition = (
    name: string,
    type: Disposition["type"],
    toState: string | null = null,
  ): Disposition => ({
    name,
    type,
    description: "",
    toState,
  });
  return {
    id: newId(Date.now()),
    projectId: newId(Date.now()),
    name: "OutReach Plan (hinglish)",
    status: "active",
    states: ["make_first_call", "schedule_second_call", "interested", "not_interested"].map((name) => ({
      name,
    })),
    dispositions: [
      disposition("Interested", "success", "interested"),
      disposition("Not Interested", "failure", "not_interested"),
      disposition("No Answer", "neutral"),
      disposition("Call Back Later", "neutral"),
      disposition("Attempted", "neutral"),
    ],
  };
}
