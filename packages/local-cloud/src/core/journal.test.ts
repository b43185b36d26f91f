import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createJournal, type Hop, type HopDraft, type Journal } from "./journal.ts";
import { idsIn } from "./journal-ids.ts";

const ulid = (text: string) => `01J${text.padStart(23, "0")}`;
const uuid = (text: string) => `${text.padStart(8, "0")}-0000-4000-8000-000000000000`;
const order = (text: string) => `ord-${ulid(text)}`;
const send = (input: unknown, more: Partial<HopDraft> = {}): HopDraft => ({
  service: "sqs",
  action: "SendMessage",
  resource: "http://127.0.0.1/000000000000/orders",
  input,
  ...more,
});

test.each([
  ["an id with a prefix", `{"orderId":"${order("1")}"}`, [order("1")]],
  ["an id in JSON within JSON", JSON.stringify({ body: `{"id":"${order("1")}"}` }), [order("1")]],
  ["an id with a step after it", `evt-${ulid("2")}-stock-reserved`, [`evt-${ulid("2")}-stock-reserved`]],
  ["a UUID", `x ${uuid("a1")}, y`, [uuid("a1")]],
  ["a key of a provider", `{"id":"pi_3QPxAbCdEfGhIjKlMnOpQrSt"}`, ["pi_3QPxAbCdEfGhIjKlMnOpQrSt"]],
  ["each once, in order", `${order("1")} ${uuid("b")} ${order("1")}`, [order("1"), uuid("b")]],
  ["not the name of a resource", "sourdough-local-AuthorizePaymentQueueQueue-nhanruvr", []],
  ["not a trace header", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", []],
  ["not half an id", order("1").slice(0, -1), []],
])("finds %s", (_what, text, ids) => {
  expect(idsIn(text)).toEqual(ids);
});

test("finds an id wherever it stands in a text", () => {
  for (let before = 0; before < 60; before++)
    expect(idsIn(`${" ".repeat(before)}${uuid("c")}" `)).toEqual([uuid("c")]);
});

test("finds hops by what went in, what came out, and the resource", () => {
  const journal = createJournal();
  const put = journal.record(
    send(undefined, { service: "execute-api", action: "PUT", resource: `api/PUT/orders/${order("1")}` }),
  );
  const sent = journal.record(send({ MessageBody: JSON.stringify({ orderId: order("1") }) }));
  const other = journal.record(send({ orderId: order("2") }));
  expect(journal.mentions.of(order("1"))).toEqual([put.id, sent.id]);

  journal.finish(other, { output: { MessageId: uuid("1"), about: order("1") } });
  expect(journal.mentions.of(order("1"))).toEqual([put.id, sent.id, other.id]);
  expect(journal.mentions.of(uuid("1"))).toEqual([other.id]);
  expect(journal.mentions.idsIn(other.id)).toEqual([order("2"), uuid("1"), order("1")]);
  expect(journal.mentions.startingWith("ord-", 10)).toEqual([order("1"), order("2")]);
  expect(journal.mentions.search("MessageBody", 10)).toEqual([sent.id]);
  expect(journal.mentions.isSubject(order("1"))).toBe(true);
  expect(journal.mentions.isSubject(uuid("1"))).toBe(false);
});

test("finds an execution by its name", () => {
  const journal = createJournal();
  const arn = "arn:aws:states:eu-west-1:000000000000:execution:FulfilOrder:monday-7";
  const { id } = journal.record({ service: "states", action: "BeginExecution", resource: arn });
  expect(journal.mentions.of("monday-7")).toEqual([id]);
});

const packed = async (journal: Journal, id: number) => {
  while (journal.hop(id)?.input !== undefined) {
    // Asking brings the index up to date; packing follows in idle moments.
    journal.mentions.of("-");
    await setImmediate();
  }
};

test("packs old payloads and gives them back", async () => {
  const journal = createJournal();
  const waiting = journal.record(send({ orderId: order("1"), text: "Brötchen\n" }));
  const done = journal.record(send({ orderId: order("1") }));
  journal.finish(done, { output: { MessageId: uuid("1") } });
  for (let count = 0; count < 10_000; count++) journal.record(send({ orderId: order(String(count)) }));
  await packed(journal, waiting.id);

  expect(done.output).toBeUndefined();
  expect(journal.payloads(done)).toEqual({
    input: { orderId: order("1") },
    output: { MessageId: uuid("1") },
  });
  journal.finish(waiting, { output: { MessageId: uuid("2") } });
  expect(journal.payloads(waiting)).toEqual({
    input: { orderId: order("1"), text: "Brötchen\n" },
    output: { MessageId: uuid("2") },
  });
  expect(journal.mentions.of(uuid("2"))).toEqual([waiting.id]);
});

test("packs without an idle moment, so that what waits to be packed does not fill the memory", () => {
  const journal = createJournal();
  const text = "x".repeat(2_000);
  const mark = (number: number) => `<${number}>`;
  const last = 10_000;
  for (let number = 1; number <= last; number++) journal.record(send({ mark: mark(number), text }));

  // Only what is not packed is searched.
  const isPacked = (number: number) => journal.mentions.search(mark(number), 1).length === 0;
  expect([isPacked(1), isPacked(last - 8_000), isPacked(last)]).toEqual([true, true, false]);
  expect(journal.payloads(journal.hop(1)!).input).toEqual({ mark: mark(1), text });
});

test("forgets the oldest hops beyond its capacity", () => {
  const journal = createJournal({ capacity: 3 });
  const first = journal.record(send({ id: order("1") }));
  const rest = [2, 3, 4].map((number) =>
    journal.record(send({ id: order(String(number)) }, { causes: [first.id] })),
  );
  expect(journal.hops()).toEqual(rest);
  expect(journal.hop(first.id)).toBeUndefined();
  expect(journal.trace(first.traceId)).toEqual(rest);
  expect(journal.mentions.of(order("1"))).toEqual([]);
  expect(journal.mentions.of(order("3"))).toEqual([rest[1]!.id]);
  expect(journal.size).toEqual({ recorded: 4, held: 3, capacity: 3 });
});

test("cuts a payload nobody could read, and lets go of it", () => {
  const journal = createJournal();
  const hop = journal.record(send({ text: "x".repeat(300_000), id: order("1") }));
  journal.finish(hop, { output: { text: "y".repeat(300_000) } });
  expect(journal.mentions.of(order("1"))).toEqual([hop.id]);
  expect([hop.input, hop.output]).toEqual([undefined, undefined]);
  const cut = { characters: expect.any(Number), cut: expect.stringContaining('{"text":"') };
  expect(journal.payloads(hop)).toEqual({ input: cut, output: cut });
});

const notPacked = (journal: Journal) => journal.hops(({ input }) => input !== undefined).length;

test("keeps fewer payloads as they are where they are large, and gives all of them back", () => {
  const journal = createJournal();
  const hops = Array.from({ length: 1000 }, (_, number) =>
    journal.record(send({ number, text: "x".repeat(10_000) })),
  );
  const large = journal.record(send({ text: "y".repeat(100_000), id: order("1") }));
  journal.mentions.of("-");
  expect(notPacked(journal)).toBeGreaterThan(250);
  expect(notPacked(journal)).toBeLessThan(350);
  expect(journal.payloads(large).input).toEqual({ text: "y".repeat(100_000), id: order("1") });
  for (const [number, hop] of hops.entries()) expect(journal.payloads(hop).input).toMatchObject({ number });
});

test("does not wait for an idle moment when hops come faster than it looks at them", () => {
  const journal = createJournal();
  for (let number = 0; number < 12_000; number++) {
    const hop = journal.record(send({ number }));
    if (number > 0) journal.finish(journal.hop(hop.id - 1)!, { output: { number } });
  }
  expect(notPacked(journal)).toBeLessThan(9000);
});

test("does so sooner when they say much", () => {
  const journal = createJournal();
  const text = "x".repeat(100_000);
  const hops = Array.from({ length: 200 }, (_, number) => journal.record(send({ number, text })));
  expect(hops.filter(({ input }) => input !== undefined).length).toBeLessThan(120);
});

test("takes an output that comes when its hop is packed, and lets go of it", async () => {
  const journal = createJournal();
  const waiting = [1, 2].map((number) => journal.record(send({ number })));
  for (let count = 0; count < 10_000; count++) journal.record(send({ count }));
  await packed(journal, waiting[0]!.id);
  const outputs = [{ text: "short" }, { text: "z".repeat(50_000), id: order("9") }];
  for (const [at, hop] of waiting.entries()) journal.finish(hop, { output: outputs[at] });
  expect(journal.mentions.of(order("9"))).toEqual([waiting[1]!.id]);
  for (const [at, hop] of waiting.entries()) {
    expect(hop.output).toBeUndefined();
    expect(journal.payloads(hop)).toEqual({ input: { number: at + 1 }, output: outputs[at] });
  }
});

test("forgets hops before there are too many where they say much", async () => {
  const journal = createJournal({ mostBytes: 3_000_000 });
  const first = journal.record(send({ id: order("1") }));
  for (let count = 0; count < 10_000; count++) journal.record(send({ count }, { causes: [first.id] }));
  while (journal.hop(first.id)) {
    journal.record(send({ id: randomUUID() }, { causes: [first.id] }));
    await setImmediate();
  }
  const { held, recorded } = journal.size;
  expect(held).toBeGreaterThan(1000);
  expect(held).toBeLessThan(recorded);
  expect(journal.hops()).toHaveLength(held);
  expect(journal.mentions.of(order("1"))).toEqual([]);
  expect(journal.trace(first.traceId)).toEqual(journal.hops());
  expect(journal.firstOf(first.traceId)).toBe(first);
});

test("remembers the hops of the keys that came last", () => {
  const journal = createJournal({ capacity: 100 });
  const [sent, received] = [1, 2].map((number) => journal.record(send({ number }))) as [Hop, Hop];
  for (let count = 0; count < 1000; count++) {
    journal.link(`sqs:${count}`, sent);
    journal.link(`sqs:${count}`, received);
  }
  expect(journal.causesOf("sqs:0", "sqs:800")).toEqual([]);
  for (let count = 963; count < 1000; count++)
    expect(journal.causesOf(`sqs:${count}`)).toEqual([sent.id, received.id]);

  for (let count = 0; count < 1000; count++) journal.link("sqs:again", { id: count + 10 });
  expect(journal.causesOf("sqs:again")).toHaveLength(64);
  expect(journal.causesOf("sqs:again")).toEqual(expect.arrayContaining([10, 1009]));
});
