import * as z from "zod";
import { CausationId, Traceparent } from "../fields.ts";

const Id = z.string().regex(/^[A-Za-z0-9_]{1,255}$/);

/**
 * What `ReceiveProviderEvent` puts on `HandleProviderEventQueue`: that something happened to a payment, and nothing of
 * what did, since the provider is asked for that.
 */
export const ProviderEventReceived = z.strictObject({
  metadata: z.strictObject({
    correlationId: CausationId.describe("The provider's event id."),
    causationId: CausationId.describe("Id of the request."),
    traceparent: Traceparent,
  }),
  data: z.strictObject({
    providerEventId: Id.max(128).describe("Such as `evt_3QPx...`."),
    type: z
      .string()
      .regex(/^[a-z0-9_.]{1,128}$/)
      .describe("Such as `charge.dispute.created`."),
    providerReference: Id.describe("The payment it is about, such as `pi_3QPx...`."),
  }),
});

export type ProviderEventReceived = z.infer<typeof ProviderEventReceived>;
