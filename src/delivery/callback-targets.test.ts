import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { newDatabaseFile } from "../../test/store/files.ts";
import { first, type World, worldOf } from "../../test/store/world.ts";
import { SecretBox } from "../platform/crypto.ts";
import { openSqliteInPlace } from "../store/host.ts";
import { CallbackTargets } from "./callback-targets.ts";
import { newSigningSecret } from "./signing.ts";

const secrets = new SecretBox("a key that only tests use");
const secret = secrets.seal(newSigningSecret("v1"));

/** Saves another URL as another node does: nobody here is told. */
async function saveElsewhere(world: World, revision: number, url: string): Promise<void> {
  const saved = await world.store.write.saveProcess({
    projectId: world.projectId,
    id: world.processId,
    revision,
    fields: {},
    callbacks: [{ ...first(world.callbacks), url }],
    now: 0,
  });
  expect(saved).toBe("saved");
}

describe("targets of callbacks", () => {
  const setting = async (upToDate: () => boolean) => {
    const world = await worldOf(() => openSqliteInPlace(newDatabaseFile()), [{ secret }]);
    const clock = new FakeClock();
    const targets = new CallbackTargets(world.store, secrets, clock, upToDate);
    const { id } = first(world.callbacks);
    const urlOf = async () => (await targets.get(world.projectId, id))?.url;
    return { world, clock, targets, id, urlOf };
  };

  it("are kept until they are forgotten, while every change is heard of", async () => {
    const { world, clock, targets, id, urlOf } = await setting(() => true);
    expect(await urlOf()).toBe("https://example.com/0");
    await saveElsewhere(world, 1, "https://example.com/new");
    await clock.advance(60_000);
    expect(targets.get(world.projectId, id)).not.toBeInstanceOf(Promise);
    expect(await urlOf()).toBe("https://example.com/0");
    targets.forget([id]);
    expect(await urlOf()).toBe("https://example.com/new");
    await saveElsewhere(world, 2, "https://example.com/newer");
    targets.forgetAll();
    expect(await urlOf()).toBe("https://example.com/newer");
  });

  it("are a second old at most while changes may be missed", async () => {
    let upToDate = true;
    const { world, clock, urlOf } = await setting(() => upToDate);
    expect(await urlOf()).toBe("https://example.com/0");
    upToDate = false;
    await saveElsewhere(world, 1, "https://example.com/new");
    await clock.advance(999);
    expect(await urlOf()).toBe("https://example.com/0");
    await clock.advance(1);
    expect(await urlOf()).toBe("https://example.com/new");
  });
});
