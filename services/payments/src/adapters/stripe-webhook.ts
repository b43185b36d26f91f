import { InvalidInputError } from "@sourdough/lambda-kit";
import Stripe from "stripe";
import * as z from "zod";
import type { ProviderEvent } from "../domain/provider-event.ts";

/** Seconds that a signature is good for: who recorded a request cannot send it again later. */
const tolerance = 300;

/** Far above what an event of a card payment has, and below what a queue takes. */
const maximumBytes = 256 * 1024;

const Id = z.string().max(128);
const Event = z.object({
  id: Id,
  type: z.string().max(128),
  data: z.object({
    object: z.looseObject({
      object: z.string(),
      id: Id.optional(),
      payment_intent: z.union([Id, z.object({ id: Id })]).nullish(),
    }),
  }),
});

/**
 * The event in the raw body of a request, if Stripe signed it with one of the secrets within five minutes; two while
 * one is being replaced. Throws `InvalidInputError` for any other body.
 */
export const readSignedEvent = async (
  body: Uint8Array,
  signature: string | undefined,
  secrets: readonly string[],
  now: Date,
): Promise<ProviderEvent> => {
  if (body.byteLength > maximumBytes)
    throw refused(`has ${body.byteLength} bytes, and may have ${maximumBytes}`);
  if (signature === undefined) throw refused("has no Stripe-Signature");
  const signed = await firstSigned(body, signature, secrets, now);
  const event = Event.safeParse(signed);
  if (!event.success) throw new InvalidInputError("This is no event", event.error.issues);
  const { id, type, data } = event.data;
  const { object } = data;
  const payment = object.object === "payment_intent" ? object.id : object.payment_intent;
  return {
    providerEventId: id,
    type,
    providerReference: (typeof payment === "object" ? payment?.id : payment) ?? undefined,
  };
};

const firstSigned = async (
  body: Uint8Array,
  signature: string,
  secrets: readonly string[],
  now: Date,
): Promise<unknown> => {
  let last: unknown;
  for (const secret of secrets)
    try {
      return await Stripe.webhooks.constructEventAsync(
        Buffer.from(body),
        signature,
        secret,
        tolerance,
        undefined,
        now.getTime(),
      );
    } catch (error) {
      last = error;
      // The signature was right, and what it signs is not JSON.
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) break;
    }
  const isSignature = last instanceof Stripe.errors.StripeSignatureVerificationError;
  throw refused(
    isSignature ? "is not signed with this endpoint's secret, or too long ago" : "is not JSON",
    last,
  );
};

const refused = (message: string, cause?: unknown) =>
  new InvalidInputError(
    "This is no request of the payment provider",
    [{ code: "custom", path: ["body"], message }],
    {
      cause,
    },
  );
