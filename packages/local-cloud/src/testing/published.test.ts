import { expect, test } from "vitest";
import { createJournal } from "../core/journal.ts";
import { watchActivity } from "./activity.ts";
import { watchPublications } from "./published.ts";

const setUp = () => {
  const journal = createJournal();
  const publications = watchPublications(
    journal,
    watchActivity(
      journal,
      () => false,
      () => 20,
    ),
  );
  const publish = (detailType: string, detail: unknown, source = "shop") =>
    journal.record({
      service: "events",
      action: "AcceptEvent",
      resource: "arn:aws:events:eu-west-1:000000000000:event-bus/shop",
      input: { source, "detail-type": detailType, detail },
    });
  return { journal, publish, ...publications };
};

test("finds an event that was published before, and one that comes", async () => {
  const { publish, expectEvent } = setUp();
  publish("OrderPlaced", { orderId: "1" });

  await expect(expectEvent({ detailType: "OrderPlaced", source: "shop" })).resolves.toMatchObject({
    detail: { orderId: "1" },
  });
  const coming = expectEvent({ detailType: "OrderPlaced", detail: { orderId: "2" } }, { timeoutMs: 60_000 });
  publish("OrderPlaced", { orderId: "2", total: 7 });
  await expect(coming).resolves.toMatchObject({ detail: { total: 7 } });
});

test("says what was published instead, and what failed", async () => {
  const { journal, publish, expectEvent } = setUp();
  publish("OrderPlaced", { orderId: "1" });
  publish("Scheduled Event", {}, "aws.events");
  journal.record({
    service: "lambda",
    action: "Run",
    resource: "arn:aws:lambda:eu-west-1:000000000000:function:bake",
    error: { code: "TypeError", message: "No\n bread" },
  });

  await expect(
    expectEvent({ detailType: "OrderPlaced", source: "shop", detail: { orderId: expect.any(Number) } }),
  ).rejects.toThrow(
    [
      'Not within 20 ms: OrderPlaced on a bus from shop with {"orderId":"Any<Number>"} in its detail.',
      "Published instead:",
      '  OrderPlaced from shop: {"orderId":"1"}',
      "Failed meanwhile:",
      "  lambda Run bake: TypeError: No bread",
    ].join("\n"),
  );
});

test("leaves out what was published before", async () => {
  const { publish, expectEvent } = setUp();
  const { id: after } = publish("OrderPlaced", { orderId: "1" });

  await expect(expectEvent({ detailType: "OrderPlaced" }, { after })).rejects.toThrow(
    "Not within 20 ms: OrderPlaced on a bus.\nNothing was published.",
  );
});

test("tells what led to an event and what it set off", () => {
  const { journal, publish, published, traceOf } = setUp();
  const accepted = publish("OrderPlaced", { orderId: "1" });
  journal.record({ service: "sqs", action: "SendMessage", resource: "*", causes: [accepted.id] });

  expect(traceOf(published[0]!).map(({ action }) => action)).toEqual(["AcceptEvent", "SendMessage"]);
  expect(() => traceOf({ ...published[0]! })).toThrow("OrderPlaced is no event of this cloud");
});

test("whatever is waited for in vain says what failed meanwhile, and what has not ended", async () => {
  const journal = createJournal();
  const hop = (action: string, error?: { code: string; message: string }) =>
    journal.record({ service: "sqs", action, resource: "arn:aws:sqs:eu-west-1:000000000000:loaves", error });
  hop("Before", { code: "Long", message: "ago" });
  const { until } = watchActivity(
    journal,
    () => false,
    () => 20,
    () => journal.hops(({ action }) => action === "Receive"),
  );
  const waiting = until("the bread", () => false);
  hop("SendMessage", { code: "Full", message: "No room." });
  hop("Receive");

  await expect(waiting).rejects.toThrow(
    [
      "Not within 20 ms: the bread.",
      "Failed meanwhile:",
      "  sqs SendMessage loaves: Full: No room.",
      "Not ended:",
      "  sqs Receive loaves",
    ].join("\n"),
  );
});
