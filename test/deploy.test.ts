import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const text = (file: string): string => readFileSync(file, "utf8");
const settings = new Set(
  [...text("docs/configuration.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = ""]) => name),
);

interface Service {
  build?: string;
  image: string;
  env_file?: string;
  environment?: Record<string, string>;
  command?: string[];
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
  healthcheck?: unknown;
}
const compose = (file: string) =>
  (parse(text(join("deploy", file)), { merge: true }) as { services: Record<string, Service> }).services;

describe("the compose files", () => {
  it.each(["compose.yml", "compose.cluster.yml"])("%s sets what exists, and mounts what is there", (file) => {
    const services = Object.entries(compose(file));
    expect(services.length).toBeGreaterThan(0);
    for (const [name, service] of services) {
      if (service.image !== "ringback") continue;
      expect([name, existsSync(join("deploy", service.build ?? "", "Dockerfile"))]).toEqual([name, true]);
      expect(Object.keys(service.environment ?? {}).filter((one) => !settings.has(one))).toEqual([]);
      expect(existsSync(join("deploy", `${service.env_file}.example`))).toBe(true);
    }
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((one) => one.split(":")[0] ?? ""));
    const files = mounted.filter((source) => source.startsWith("."));
    expect(files.filter((source) => !existsSync(join("deploy", source)))).toEqual([]);
  });

  it("has three nodes on one PostgreSQL that nginx divides requests among, and opens no other port", () => {
    const services = compose("compose.cluster.yml");
    const nodes = Object.keys(services).filter((name) => name.startsWith("node-"));
    expect(nodes).toEqual(["node-1", "node-2", "node-3"]);
    for (const name of nodes)
      expect(services[name]?.environment?.DATABASE_URL).toMatch(/^postgres:.*@postgres\//);
    expect(services.postgres?.healthcheck).toBeDefined();
    expect(services.migrate?.command).toEqual(["migrate"]);
    const opened = Object.entries(services).flatMap(([name, { ports }]) =>
      ports === undefined ? [] : [name],
    );
    expect(opened).toEqual(["balancer"]);
    const upstream = [...text("deploy/nginx/ringback.conf").matchAll(/^ {4}server (\S+):8080 /gm)];
    expect(upstream.map(([, name]) => name)).toEqual(nodes);
  });

  it.each(["compose.yml", "compose.cluster.yml"])("%s says how what it fills in is given", (file) => {
    const filledIn = [...text(join("deploy", file)).matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name);
    const example = text("deploy/ringback.env.example");
    for (const name of filledIn) expect(example).toMatch(new RegExp(`^#?${name}=`, "m"));
    // Compose fills in from the file that it is told of; `env_file` is for the containers alone.
    const commands = text(join("deploy", file)).match(/docker compose .*/g) ?? [];
    expect(commands.length).toBeGreaterThan(2);
    const given = commands.filter((one) => one.includes("--env-file deploy/ringback.env"));
    if (filledIn.length > 0) expect(given).toEqual(commands);
  });

  it("have an example of settings that exist", () => {
    const named = [...text("deploy/ringback.env.example").matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name = ""]) => name,
    );
    expect(named).toContain("SECRET_KEY");
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});

describe("the Dockerfile", () => {
  it("copies what is there and what .dockerignore lets through, and runs as nobody special", () => {
    const lines = text("Dockerfile").split("\n");
    const copied = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(copied.length).toBeGreaterThan(8);
    const allowed = text(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"));
    for (const path of copied) {
      expect([path, existsSync(path)]).toEqual([path, true]);
      expect(allowed.some((line) => `${path}/`.startsWith(`${line.slice(1)}/`))).toBe(true);
    }
    expect(lines).toContain("USER node");
    const set = [...text("Dockerfile").matchAll(/^(?:ENV| {4}) ?([A-Z_]+)=/gm)].map(([, name = ""]) => name);
    expect(set.filter((name) => name !== "NODE_ENV" && !settings.has(name))).toEqual([]);
  });

  it.each([
    [200, 0],
    [503, 1],
    [null, 1],
  ])("has a health check that is %j → %j", async (status, code) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/readyz" ? (status ?? 0) : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    if (status === null) await new Promise((resolve) => server.close(resolve));
    const check = spawn(process.execPath, ["deploy/healthcheck.js"], { env: { PORT: String(port) } });
    expect(await new Promise((resolve) => check.once("exit", resolve))).toBe(code);
    server.closeAllConnections();
    server.close();
  });
});

describe("the systemd unit", () => {
  it("sets what exists, and leaves wrong settings alone", () => {
    const unit = text("deploy/systemd/ringback.service");
    const set = [...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name = ""]) => name);
    expect(set.filter((name) => name !== "NODE_ENV" && !settings.has(name))).toEqual([]);
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m);
    expect(unit).toMatch(/^ExecStart=.* serve$/m);
  });
});

describe("the alerts", () => {
  it("are rules of Prometheus, each with what it means", () => {
    const { groups } = parse(text("deploy/prometheus/ringback-alerts.yml")) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    for (const { alert, expr, annotations } of rules) {
      expect(alert).toMatch(/^Ringback/);
      expect(expr).not.toBe("");
      expect(annotations.summary.length).toBeGreaterThan(20);
    }
  });
});
