import type { Hop } from "../../core/journal.ts";
import type { HopCost, HopDetail, TraceHop } from "../api.ts";
import { toPayload, unwrapped } from "../payload.ts";
import { beforeOf, type TraceContext } from "./hops.ts";

/** A hop with its payloads. */
export const detailOf = (hop: Hop, row: TraceHop, cost: HopCost[], context: TraceContext): HopDetail => {
  const { journal, redaction, locator, services } = context;
  const payloads = journal.payloads(hop);
  const before = beforeOf(hop, context);
  const kind = services.kindOf(hop);
  const input = toPayload(kind.shown ? kind.shown(payloads.input) : payloads.input, redaction);
  const output = toPayload(payloads.output, redaction);
  const handed = before && toPayload(before.value, redaction);
  const testEvent = kind.testEvent?.(hop, payloads.input, (value) => redaction.mask(unwrapped(value)));
  const from = before && (locator.nodeOf(before.hop)?.name ?? before.hop.action);
  return {
    ...row,
    cost,
    input,
    output,
    before: before && handed && from !== undefined ? { ...handed, hopId: before.hop.id, from } : undefined,
    testEvent,
  };
};
