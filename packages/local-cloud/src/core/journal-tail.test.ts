import { expect, test } from "vitest";
import { createLives } from "../testing/restart.ts";
import { createJournal, type Journal } from "./journal.ts";

const order = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";

const createJournals = () => {
  const live = createLives();
  return async () => {
    const { state } = await live();
    return { journal: createJournal({ state }), state };
  };
};
const invoke = (journal: Journal, causes: readonly number[] = []) =>
  journal.record({ service: "lambda", action: "Invoke", resource: "place-order", causes, input: { order } });

test("has the traces of the run before, with what they say and who they mention", async () => {
  const start = createJournals();
  const before = await start();
  const first = invoke(before.journal);
  before.journal.finish(first, { output: { status: "PENDING" } });
  const second = invoke(before.journal, [first.id]);
  before.journal.link("sqs:1", second);
  before.journal.flush();

  const { journal } = await start();
  expect(journal.trace(first.traceId).map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(journal.size.held).toBe(2);
  const [hop] = journal.hops();
  expect(hop).toMatchObject({ resource: "place-order", durationMs: first.durationMs });
  expect(journal.payloads(hop!)).toEqual({ input: { order }, output: { status: "PENDING" } });
  expect(journal.mentions.of(order)).toEqual([first.id, second.id]);
  expect(journal.mentions.isSubject(order)).toBe(true);

  expect(journal.causesOf("sqs:1")).toEqual([second.id]);
  const third = invoke(journal, [second.id]);
  expect(third.traceId).toBe(first.traceId);
  journal.finish({ ...second }, { output: { late: true } });
  expect(journal.payloads(journal.hop(second.id)!).output).toEqual({ late: true });
  expect(journal.mentions.of(order)).toEqual([first.id, second.id, third.id]);
});

test("goes on with ids that no hop had, although it was killed before the last ones were kept", async () => {
  const start = createJournals();
  const ids = new Set<number>();
  for (let life = 0; life < 3; life++) {
    const { journal } = await start();
    expect(journal.hops()).toEqual([]);
    for (let count = 0; count < 100; count++) ids.add(invoke(journal).id);
  }
  expect(ids.size).toBe(300);
});

test("keeps the newest hops of several runs, and no more than a few thousand", async () => {
  const start = createJournals();
  const early = await start();
  const one = invoke(early.journal);
  early.journal.flush();
  const { journal } = await start();
  for (let count = 0; count < 1000; count++) invoke(journal);
  journal.flush();
  const third = await start();
  expect(third.journal.hop(one.id)).toBeDefined();
  expect(third.journal.size.held).toBe(1001);
  for (let count = 0; count < 6000; count++) invoke(third.journal);
  const last = invoke(third.journal);
  third.journal.flush();

  const fourth = await start();
  expect(fourth.journal.hop(one.id)).toBeUndefined();
  expect(fourth.journal.hop(last.id)).toMatchObject({ traceId: last.traceId });
  expect(fourth.journal.size.held).toBeGreaterThan(3500);
  expect(fourth.journal.size.held).toBeLessThanOrEqual(4096);
});

test("is written within seconds, without being asked", async () => {
  const start = createJournals();
  const { journal, state } = await start();
  invoke(journal);
  const count = () =>
    state.database.prepare("SELECT COUNT(*) AS n FROM records WHERE name = 'journal/hops'").get()?.n;
  await expect.poll(count).toBe(1);
});

test("leaves out what cannot be unpacked, and says so", async () => {
  const live = createLives();
  const { state } = await live();
  const before = createJournal({ state });
  invoke(before);
  before.flush();
  const next = await live();
  next.state.database.exec("UPDATE records SET value = x'00' WHERE name = 'journal/hops'");
  expect(createJournal({ state: next.state }).hops()).toEqual([]);
  expect(next.state.dropped).toEqual([expect.stringMatching(/^up to 512 hops of traces: /)]);
});
