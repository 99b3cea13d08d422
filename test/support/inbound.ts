import { FakeClock } from "../fakes/clock.ts";
import { formOf } from "../fakes/provider-webhooks.ts";
import type { Answer, Fields } from "./api.ts";
import type { TestProject } from "./project.ts";
import { startTestServer, type TestServer } from "./server.ts";

export const formType = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };

/** What became of a webhook: the status, and what the answer calls it. */
export const result = ({ status, json }: Answer) => [status, json.result];

let calls = 0;
/** An id of a call that no test has used before. */
export const newCall = (): string => {
  calls += 1;
  return `call-${calls}`;
};

/** A server with a process that takes in what voice providers send. */
export class Inbound {
  readonly clock: FakeClock;
  readonly server: TestServer;
  readonly project: TestProject;
  readonly processId: string;
  /** Can only report to the process. */
  readonly token: string;

  private constructor(
    clock: FakeClock,
    server: TestServer,
    project: TestProject,
    processId: string,
    token: string,
  ) {
    this.clock = clock;
    this.server = server;
    this.project = project;
    this.processId = processId;
    this.token = token;
  }

  static async start(): Promise<Inbound> {
    const clock = new FakeClock(Date.now());
    const env = { PUBLIC_URL: "https://calls.example.com", TRUST_PROXY: "on" };
    const server = await startTestServer({ clock, env });
    const project = await server.project();
    const { id } = await project.process();
    return new Inbound(clock, server, project, id, await project.token("report", id));
  }

  pathOf = (provider: string, query = `token=${this.token}`, processId = this.processId): string =>
    `/api/v1/inbound/${provider}/${processId}?${query}`;

  send = (
    provider: string,
    body: unknown,
    headers: Record<string, string> = {},
    path = this.pathOf(provider),
  ): Promise<Answer> => this.server.api().call("POST", path, { body, headers });

  sendForm = (
    fields: Record<string, string>,
    headers: Record<string, string> = {},
    path = this.pathOf("twilio"),
  ): Promise<Answer> =>
    this.server.api().call("POST", path, { raw: formOf(fields), headers: { ...formType, ...headers } });

  activitiesOf = async (leadId: string): Promise<Fields[]> =>
    (await this.project.api.get(`/api/v1/activities?leadId=${leadId}`)).json.data;

  leadOf = async (leadId: string): Promise<Fields> =>
    (await this.project.api.get(`/api/v1/leads/get?leadId=${leadId}`)).json.data;

  /** Saves settings of voice providers. */
  save = async (voiceProviders: Record<string, unknown>, of = this.processId): Promise<Answer> => {
    const { revision } = (await this.project.api.get(`/api/v1/processes/${of}`)).json;
    const headers = { "if-match": `"${revision}"` };
    return this.project.api.patch(`/api/v1/processes/${of}`, { voiceProviders }, headers);
  };
}
