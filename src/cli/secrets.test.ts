import { describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../test/store/files.ts";
import { worldOf } from "../../test/store/world.ts";
import { SecretBox } from "../platform/crypto.ts";
import { openSqliteInPlace } from "../store/host.ts";
import type { Store } from "../store/operations.ts";
import { foreignSecrets, resealAll } from "./secrets.ts";

const before = new SecretBox("the key of before, long enough");
const both = new SecretBox("the key of now, long enough too", "the key of before, long enough");

/** A store with 120 callbacks, whose secrets name where they stand. */
async function sealedStore() {
  const rows = Array.from({ length: 120 }, (_, n) => ({
    secret: before.seal(`signing ${n}`),
    previous_secret: n % 2 === 0 ? before.seal(`previous ${n}`) : null,
    auth_secret: n % 3 === 0 ? before.seal(`auth ${n}`) : null,
  }));
  const world = await worldOf(() => openSqliteInPlace(newDatabaseFile()), rows);
  const secrets = async () => {
    const stored = await Promise.all(
      world.callbacks.map(({ id }) => world.store.read.callbackById({ projectId: world.projectId, id })),
    );
    const opened = (text: string | null | undefined) => (text == null ? null : both.open(text));
    return stored.map((row) => [row?.secret, row?.previous_secret, row?.auth_secret].map(opened));
  };
  return { ...world, secrets };
}

/** The store, whose transactions of sealing anew fail from the one of this number on. */
function failing(store: Store, from: number, error: Error): Store {
  let n = 0;
  const resealSecrets: Store["write"]["resealSecrets"] = (argument) => {
    n += 1;
    return n >= from ? Promise.reject(error) : store.write.resealSecrets(argument);
  };
  return { ...store, write: { ...store.write, resealSecrets } };
}

describe("resealAll", () => {
  it("seals all of them anew in short transactions, and goes on where it was broken off", async () => {
    const { store, secrets } = await sealedStore();
    const plain = await secrets();
    expect(await store.read.sealedByKey()).toEqual({ [before.keyId]: 220 });
    await expect(resealAll(failing(store, 2, new Error("killed")), both)).rejects.toThrow("killed");
    expect(await store.read.sealedByKey()).toEqual({ [before.keyId]: 120, [both.keyId]: 100 });
    expect(await secrets()).toEqual(plain);
    expect(await resealAll(store, both)).toBe(120);
    expect(await store.read.sealedByKey()).toEqual({ [both.keyId]: 220 });
    expect(await secrets()).toEqual(plain);
    expect(await resealAll(store, both)).toBe(0);
  });

  it("keeps what was changed between its reading and its writing", async () => {
    const { store, projectId, callbacks } = await sealedStore();
    const id = callbacks[7]?.id ?? "";
    let changed = false;
    const sealedOtherwise: Store["read"]["sealedOtherwise"] = async (argument) => {
      const found = await store.read.sealedOtherwise(argument);
      if (!changed) {
        changed = true;
        // A server that still seals with the key of before rotates the signing secret just now.
        const secret = before.seal("rotated meanwhile");
        await store.write.setSecrets({ projectId, id, secret, previousSecret: null, previousUntil: null });
      }
      return found;
    };
    await resealAll({ ...store, read: { ...store.read, sealedOtherwise } }, both);
    const row = await store.read.callbackById({ projectId, id });
    expect(both.open(row?.secret ?? "")).toBe("rotated meanwhile");
    expect(await store.read.sealedByKey()).toEqual({ [both.keyId]: 220 });
  });

  it("changes nothing where a secret was sealed with a key that is neither", async () => {
    const { store } = await sealedStore();
    const other = new SecretBox("another key, long enough as well");
    await expect(resealAll(store, other)).rejects.toThrow(
      /SECRET_KEY_PREVIOUS and run `ringback secrets rotate`/,
    );
    expect(await store.read.sealedByKey()).toEqual({ [before.keyId]: 220 });
  });
});

describe("foreignSecrets", () => {
  it("counts what no key at hand opens", () => {
    expect(foreignSecrets(both, {})).toBeNull();
    expect(foreignSecrets(both, { [before.keyId]: 3, [both.keyId]: 4 })).toBeNull();
    expect(foreignSecrets(before, { [before.keyId]: 3, [both.keyId]: 4 })).toMatch(/\(4 of them\)/);
  });
});
