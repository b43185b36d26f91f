import { expect, test } from "vitest";
import { createJournal, type HopDraft, type Journal } from "../../core/journal.ts";
import { findJourney } from "./journey.ts";

const a = "ord-01J8Z3N4X5Y6W7V8T9S0R1Q2PA";
const b = "ord-01J8Z3N4X5Y6W7V8T9S0R1Q2PB";
const event = "evt-01J8Z3N4X5Y6W7V8T9S0R1Q2PE";

const hop = (
  journal: Journal,
  action: string,
  causes: number[],
  input?: unknown,
  more: Partial<HopDraft> = {},
) => journal.record({ service: "test", action, resource: "r", causes, input, ...more }).id;

/** Two orders that travel in one batch, and part again. */
const twoInOneBatch = () => {
  const journal = createJournal();
  const put = (id: string) =>
    hop(journal, `Put ${id.at(-1)}`, [], undefined, { resource: `api/orders/${id}` });
  const puts = [put(a), put(b)];
  const batch = hop(journal, "Batch", puts, [a, b]);
  const publish = hop(journal, "Publish", [batch]);
  const accepted = [a, b].map((id) =>
    hop(journal, `Accept ${id.at(-1)}`, [publish], { id, event: id === a ? event : "" }),
  );
  const told = accepted.map((id, index) => hop(journal, `Tell ${"AB"[index]}`, [id]));
  return { journal, told };
};

const actions = (journal: Journal, id: string) => findJourney(journal, id)?.hops.map(({ action }) => action);

test("follows an order through a batch, and leaves the others of the batch alone", () => {
  const { journal } = twoInOneBatch();
  expect(actions(journal, a)).toEqual(["Put A", "Batch", "Publish", "Accept A", "Tell A"]);
  expect(actions(journal, b)).toEqual(["Put B", "Batch", "Publish", "Accept B", "Tell B"]);
});

test("leaves out who looks at the order in the console's tables", () => {
  const { journal } = twoInOneBatch();
  const before = actions(journal, a);
  hop(journal, "Scan", [], undefined, { service: "dynamodb", source: "console", output: [a, b] });
  expect(actions(journal, a)).toEqual(before);
});

test("shows an event as part of the order it is of", () => {
  const { journal } = twoInOneBatch();
  expect(findJourney(journal, event)?.subject).toBe(a);
  expect(actions(journal, event)).toEqual(actions(journal, a));
});

test("takes a hop id or a trace id", () => {
  const { journal, told } = twoInOneBatch();
  const [first] = journal.hops();
  expect(actions(journal, first!.traceId)).toEqual(actions(journal, a));
  expect(actions(journal, String(told[0]))).toEqual(actions(journal, a));
});

test("shows the whole trace of what no request was about", () => {
  const journal = createJournal();
  const tick = hop(journal, "Tick", []);
  hop(journal, "Run", [tick]);
  expect(actions(journal, String(tick))).toEqual(["Tick", "Run"]);
  expect(findJourney(journal, "unheard-of")).toBeUndefined();
});

test("says when the beginning is forgotten", () => {
  const journal = createJournal({ capacity: 2 });
  const first = hop(journal, "First", [], a);
  const second = hop(journal, "Second", [first], a);
  hop(journal, "Third", [second], a);
  expect(findJourney(journal, a)).toMatchObject({ truncated: true });
});
