import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type {
  ActivityTable,
  CallbackTable,
  DeliveryTable,
  Schema,
  UpdateTable,
} from "../../src/store/schema.ts";

type Db = Kysely<Schema>;

/** The database as it stands, read beside the program's own ways. */
export const inspection = {
  callbacks: (db: Db): Promise<CallbackTable[]> =>
    db.selectFrom("callbacks").selectAll().orderBy("id").execute(),

  activitiesAfter: (db: Db, n: number): Promise<Selectable<ActivityTable>[]> =>
    db.selectFrom("activities").selectAll().where("n", ">", n).orderBy("n").execute(),

  updates: async (db: Db, ids: readonly string[]): Promise<UpdateTable[]> =>
    ids.length === 0 ? [] : db.selectFrom("updates").selectAll().where("id", "in", ids).execute(),

  /** What is owed and not ended. */
  open: (db: Db): Promise<Selectable<DeliveryTable>[]> =>
    db
      .selectFrom("deliveries")
      .selectAll()
      .where(sql<boolean>`status in ('pending', 'held')`)
      .orderBy("n")
      .execute(),

  deliveriesAfter: (db: Db, n: number): Promise<Selectable<DeliveryTable>[]> =>
    db.selectFrom("deliveries").selectAll().where("n", ">", n).orderBy("n").execute(),

  deliveries: async (db: Db, ns: readonly number[]): Promise<Selectable<DeliveryTable>[]> =>
    ns.length === 0 ? [] : db.selectFrom("deliveries").selectAll().where("n", "in", ns).execute(),

  attempts: (db: Db) =>
    db
      .selectFrom("attempts")
      .select(["delivery_n", "number"])
      .orderBy("delivery_n")
      .orderBy("number")
      .execute(),
};
