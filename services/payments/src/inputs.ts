import { DisputeId, OrderId, Traceparent } from "@sourdough/events-schema";
import { AnswerDisputeBody } from "@sourdough/events-schema/http";
import * as z from "zod";

/** What `HandleProviderEvent` starts `ResolveDispute` with. */
export const DisputeToResolve = z.object({
  disputeId: DisputeId,
  orderId: OrderId,
  traceparent: Traceparent,
});

/** What the API asks for on behalf of staff. `groups` are the caller's, separated by commas. */
export const AnswerDisputeRequest = z.object({
  disputeId: DisputeId,
  body: AnswerDisputeBody,
  caller: z.object({ groups: z.string() }),
  traceparent: Traceparent,
  causationId: z.string(),
});
