import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Home } from "./home.ts";

let home: Home;
beforeAll(() => {
  home = new Home();
});
afterAll(() => home.remove());

describe("ringback user", { timeout: 60_000 }, () => {
  it("adds and lists people, each once", async () => {
    const add = await home.run(["user", "add", "Asha@Example.com", "--name", "Asha", "--role", "editor"]);
    expect(add.stdout).toEqual([
      "Added asha@example.com as editor.",
      expect.stringMatching(/^Password: \S{20}$/),
    ]);
    const list = await home.run(["user", "list"]);
    expect(list.stdout).toEqual(["asha@example.com\teditor\tAsha"]);

    const role = (email: string, to: string) => home.run(["user", "role", email, to]);
    expect((await role("asha@example.com", "owner")).stdout).toEqual(["asha@example.com is owner now."]);
    const last = "error: asha@example.com is the last owner of My project";
    expect(await role("asha@example.com", "viewer")).toMatchObject({ code: 1, stderr: [last] });

    const again = await home.run(["user", "add", "asha@example.com"]);
    expect(again).toMatchObject({ code: 1, stderr: ["error: there is a user asha@example.com already"] });
  });

  it("changes passwords and removes people", async () => {
    const short = await home.run(["user", "password", "asha@example.com", "--password-stdin"], {}, "short\n");
    expect(short).toMatchObject({ code: 1, stderr: ["error: a password has at least 10 characters"] });
    const set = await home.run(
      ["user", "password", "asha@example.com", "--password-stdin"],
      {},
      "long enough now",
    );
    expect(set).toMatchObject({ code: 0, stdout: ["Set a new password for asha@example.com."] });

    const removed = await home.run(["user", "remove", "ASHA@example.com"]);
    expect(removed.stdout).toEqual(["Removed asha@example.com."]);
    const gone = await home.run(["user", "remove", "asha@example.com"]);
    expect(gone).toMatchObject({ code: 1, stderr: ["error: there is no user asha@example.com"] });
    expect((await home.run(["user", "list"])).stdout[0]).toMatch(/^There is no user yet/);
  });

  it("refuses what is no address and an unknown role in one line", async () => {
    const address = await home.run(["user", "add", "asha"]);
    expect(address).toMatchObject({ code: 1, stderr: ["error: asha is not an email address"] });
    const role = await home.run(["user", "add", "a@example.com", "--role", "king"]);
    expect(role.code).toBe(1);
    expect(role.stderr[0]).toMatch(/Allowed choices are owner, editor, viewer/);
  });
});

describe("ringback token", { timeout: 60_000 }, () => {
  it("makes a token that works at once beside a running server, and stops working when it is revoked", async () => {
    const start = home.command(["start"]);
    const url = await start.said(/is running at (\S+)/);
    await start.said(/simulate/);
    const create = await home.run(["token", "create", "--name", "reports", "--scope", "read"]);
    expect(create.stdout).toEqual([expect.stringMatching(/^rb_live_[0-9A-Za-z]{40,}$/)]);
    const token = create.stdout[0] ?? "";
    const status = async (method = "GET") => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const body = method === "POST" ? "{}" : null;
      return (await fetch(`${url}/api/v1/processes`, { method, headers, body })).status;
    };
    expect(await status()).toBe(200);
    expect(await status("POST")).toBe(403);

    const list = await home.run(["token", "list"]);
    expect(list.stdout.join("\n")).not.toContain(token);
    const [id, ...row] = list.stdout.find((line) => line.includes("reports"))?.split("\t") ?? [];
    expect(row).toEqual(["active", "read", "reports", expect.stringMatching(/^used \d{4}-\S+Z$/)]);

    const revoke = await home.run(["token", "revoke", id ?? ""]);
    expect(revoke.stdout).toEqual([`Revoked ${id}.`]);
    await expect.poll(() => status(), { timeout: 2_000 }).toBe(401);
    const again = await home.run(["token", "revoke", id ?? ""]);
    expect(again).toMatchObject({ code: 1, stderr: [`error: there is no active token ${id}`] });
    expect((await home.run(["token", "list"])).stdout).toContainEqual(
      expect.stringMatching(new RegExp(`^${id}\trevoked\tread\treports\t`)),
    );
  });

  it("makes a token that can only report to one process, and refuses what does not exist", async () => {
    const nowhere = "0".repeat(24);
    const project = await home.run(["token", "list", "--project", nowhere]);
    expect(project).toMatchObject({ code: 1, stderr: [`error: there is no project ${nowhere}`] });
    const process = await home.run(["token", "create", "--process", nowhere]);
    expect(process).toMatchObject({ code: 1, stderr: [`error: there is no process ${nowhere}`] });
  });
});
