import { contracts } from "@sourdough/events-schema/contracts";
import { events } from "@sourdough/events-schema/local-cloud";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery?.stop());

const marked = new Set<string>();
const note = (value: unknown, [name, ...rest]: readonly string[]): void => {
  if (name === undefined) marked.add(String(value));
  else if (typeof value === "object" && value !== null && name in value)
    note((value as Record<string, unknown>)[name], rest);
};
for (const { personal, examples } of contracts)
  for (const example of examples) for (const path of personal) note(example, path.split("."));

const markedIn = (text: string) =>
  [...marked].filter((value) => text.includes(value) || text.includes(encodeURIComponent(value)));
const consoleAnswer = async (path: string): Promise<string> =>
  (await fetch(`${bakery.outputs.consoleUrl}/api/${path}`)).text();

/** Events as a rule hands them on that no consumer can read. */
const unreadable = (source: string, name: string, detail: { metadata: object; data: object }) => [
  { source, "detail-type": name, detail: { ...detail, metadata: { ...detail.metadata, version: 99 } } },
  { source: "sourdough.nobody", "detail-type": name, detail },
  { source, "detail-type": name, detail: JSON.stringify(detail) },
  { source, "detail-type": name, detail: { ...detail, data: { ...detail.data, orderId: "none" } } },
];

test("every example goes over the bus, some to the dead-letter queue, and nothing personal is shown or logged", async () => {
  for (const { source, detailType, examples } of events)
    for (const detail of examples()) await bakery.publish(source, detailType, detail);
  const confirmed = events.find(({ detailType }) => detailType === "OrderConfirmed")!;
  const [detail] = confirmed.examples() as [{ metadata: object; data: object }];
  const poison = unreadable(confirmed.source, confirmed.detailType, detail);
  await bakery.queue("EmailQueue").send(...poison);
  await bakery.until(
    "what nobody can read is set aside",
    () => bakery.queue("EmailDeadLetterQueue").size() === poison.length,
    { between: () => bakery.pass(61_000) },
  );

  const lines = bakery
    .hops(({ action }) => action === "Log")
    .map(({ output }) => JSON.stringify(output))
    .join("\n");
  expect(lines).toContain("SendEmail failed");
  expect(lines).toContain("SendSms done");
  expect(marked.size).toBeGreaterThanOrEqual(2);
  expect(markedIn(lines)).toEqual([]);

  // The queues hold what was sent, so that it can be sent again.
  expect(markedIn(bakery.queue("EmailDeadLetterQueue").peek().join())).not.toEqual([]);
  const { queues } = JSON.parse(await consoleAnswer("queues")) as {
    queues: { label: string; name: string }[];
  };
  const deadLetters = queues.find(({ label }) => label === "EmailDeadLetterQueue")!.name;
  const shown = await consoleAnswer(`queues/${deadLetters}/messages`);
  expect(shown).toContain("InvalidInputError");
  for (const reason of [
    "no contract for OrderConfirmed v99",
    "of sourdough.nobody; this consumer takes",
    "detail: Invalid input: expected object",
    "data.orderId: Invalid string",
  ])
    expect(shown).toContain(reason);
  expect(markedIn(shown)).toEqual([]);
  // One of each kind of hop that carries something marked, as the console shows it in detail.
  const carrying = bakery.hops((hop) => markedIn(JSON.stringify(hop)).length > 0);
  const kinds = new Map(carrying.map(({ service, action, id }) => [`${service} ${action}`, id]));
  expect(kinds.size).toBeGreaterThan(8);
  const { tables } = JSON.parse(await consoleAnswer("tables")) as { tables: { name: string }[] };
  const paths = [
    "journal?limit=100000",
    "logs?limit=1000",
    "traces",
    "executions",
    ...[...kinds.values()].map((id) => `hops/${id}`),
    ...tables.map(({ name }) => `tables/${name}/items`),
  ];
  const revealing: string[] = [];
  for (const path of paths) if (markedIn(await consoleAnswer(path)).length > 0) revealing.push(path);
  expect(revealing).toEqual([]);
});

test("an event that no contract knows is kept on the bus with the reason, and what is no event is refused", async () => {
  const deadLetters = bakery.queue("UnknownEventsDeadLetterQueue");
  const confirmed = events.find(({ detailType }) => detailType === "OrderConfirmed")!;
  const [detail] = confirmed.examples() as [{ metadata: object; data: object }];
  const { source } = confirmed;
  expect(deadLetters.size()).toBe(0);

  await bakery.publish(source, "OrderConfirmed", {
    ...detail,
    metadata: { ...detail.metadata, version: 99 },
  });
  await bakery.publish("sourdough.nobody", "OrderConfirmed", detail);
  await bakery.publish(source, "OrderConfirmd", detail);
  await bakery.publish(source, "OrderConfirmed", { data: detail.data });
  await bakery.quiet();

  const kept = deadLetters.peek().map((body) => JSON.parse(body));
  expect(kept).toHaveLength(4);
  for (const { reason, event } of kept) {
    expect(reason).toMatch(/^No contract in events-schema has its source, detail-type/);
    expect(event.detail.data).toEqual(detail.data);
  }
  await expect(bakery.publish(source, "OrderConfirmed", "no object")).resolves.toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: "MalformedDetail" }],
  });
  await expect(
    bakery.publish(source, "OrderConfirmed", { note: "x".repeat(1024 * 1024) }),
  ).rejects.toMatchObject({
    name: "ValidationException",
  });
});
