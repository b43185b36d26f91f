import { expect, test } from "vitest";
import { createDatabase } from "./database.ts";
import type { Engine } from "./engine.ts";
import { message } from "./messages.ts";
import { simpleQuery } from "./statement.ts";

/** Answers as a server does whose transaction is open after BEGIN; breaks when it is told to. */
const answering = (): Engine => ({
  exec: async (bytes) => {
    const sql = Buffer.from(bytes).toString();
    if (sql.includes("break")) throw new Error("it broke");
    return message("Z", Buffer.from(sql.includes("BEGIN") ? "T" : "I"));
  },
  close: async () => {},
});

const user = "postgres";

test("whoever waits for a transaction in which nothing happens is told, and what to do", async () => {
  const database = createDatabase(answering, 1);
  const [open, other] = [database.session({ user }), database.session({ user })];
  await open.exec(simpleQuery("BEGIN"));

  await expect(other.exec(simpleQuery("SELECT 1"))).rejects.toMatchObject({
    sqlState: "55P03",
    hint: expect.stringContaining("one transaction at a time"),
  });
  await open.end();
  await other.exec(simpleQuery("SELECT 1"));
});

test("starts when it is asked, and once more after it broke", async () => {
  let starts = 0;
  const database = createDatabase(() => {
    starts++;
    return answering();
  });
  const session = database.session({ user });
  expect(starts).toBe(0);
  await session.exec(simpleQuery("SELECT 1"));
  await session.exec(simpleQuery("SELECT 2"));
  expect(starts).toBe(1);

  await expect(session.exec(simpleQuery("break"))).rejects.toMatchObject({
    message: "the database ended: it broke",
  });
  await session.exec(simpleQuery("SELECT 3"));
  expect(starts).toBe(2);
});
