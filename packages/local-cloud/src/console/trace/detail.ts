import type { Hop } from "../../core/journal.ts";
import type { HopCost, HopDetail, TraceHop } from "../api.ts";
import { toPayload, unwrapped } from "../payload.ts";
import { beforeOf, type TraceContext } from "./hops.ts";
import { shortName } from "./summary.ts";

type TestEvent = NonNullable<HopDetail["testEvent"]>;

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const ofEvent = (event: unknown, bus: string): TestEvent | undefined => {
  const source = field(event, "source");
  const detailType = field(event, "detail-type");
  if (typeof source !== "string" || typeof detailType !== "string") return undefined;
  const json = pretty({ bus, source, detailType, detail: field(event, "detail") });
  return { kind: "event", label: `${detailType} for ${bus}`, json };
};

/** What to send to make the same happen again. */
const testEventOf = (hop: Hop, context: TraceContext): TestEvent | undefined => {
  const { input } = context.journal.payloads(hop);
  const masked = (value: unknown) => context.redaction.mask(unwrapped(value));
  switch (hop.action) {
    case "AcceptEvent":
      return ofEvent(masked(input), shortName(hop.resource));
    case "Deliver":
      return ofEvent(masked(field(input, "event")), hop.source?.split("/").at(-2) ?? "default");
    case "Run":
      return { kind: "lambda", label: `Event of ${shortName(hop.resource)}`, json: pretty(masked(input)) };
    case "Invoke":
      return {
        kind: "lambda",
        label: `Event of ${shortName(hop.resource)}`,
        json: pretty(masked(field(input, "Payload"))),
      };
    case "SendMessage":
    case "DeadLetter": {
      const body = masked(field(input, "MessageBody") ?? field(input, "body"));
      const json = typeof body === "string" ? body : pretty(body);
      return { kind: "message", label: `Message for ${shortName(hop.resource)}`, json };
    }
    default:
      return undefined;
  }
};

/** A hop with its payloads. */
export const detailOf = (hop: Hop, row: TraceHop, cost: HopCost[], context: TraceContext): HopDetail => {
  const { journal, redaction, locator } = context;
  const payloads = journal.payloads(hop);
  const before = beforeOf(hop, context);
  const shownInput = hop.action === "Deliver" ? field(payloads.input, "payload") : payloads.input;
  const input = toPayload(shownInput, redaction);
  const output = toPayload(payloads.output, redaction);
  const handed = before && toPayload(before.value, redaction);
  const testEvent = testEventOf(hop, context);
  const from = before && (locator.nodeOf(before.hop)?.name ?? before.hop.action);
  return {
    ...row,
    cost,
    ...(input ? { input } : {}),
    ...(output ? { output } : {}),
    ...(before && handed && from !== undefined ? { before: { ...handed, hopId: before.hop.id, from } } : {}),
    ...(testEvent ? { testEvent } : {}),
  };
};
