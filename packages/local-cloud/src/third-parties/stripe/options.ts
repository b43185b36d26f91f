import { z } from "zod";
import type { Surroundings } from "../surroundings.ts";
import type { Webhooks } from "./webhooks.ts";

const options = z.strictObject({
  /** Endpoints that are there from the start. */
  webhooks: z
    .array(
      z.strictObject({
        /** `{ordersApiUrl}/hooks`: outputs of the config stand in braces. */
        url: z.string(),
        /** Types, or `*`. */
        events: z.array(z.string()).min(1),
        /** The endpoint's signing secret, `whsec_…`, or the name of the `sst.Secret` that has it. */
        secret: z.string(),
      }),
    )
    .default([]),
});

export type StripeSettings = z.output<typeof options>;

/** Throws when `given` is not understood. */
export const readOptions = (given: unknown = {}): StripeSettings => {
  const { data, error } = options.safeParse(given);
  if (data) return data;
  throw new Error(`its options are not understood:\n${z.prettifyError(error)}`);
};

export const addEndpoints = (webhooks: Webhooks, settings: StripeSettings, app: Surroundings): void => {
  for (const { url, events, secret } of settings.webhooks)
    webhooks.add({
      url: app.fill(url),
      events,
      secrets: [{ value: secret.startsWith("whsec_") ? secret : app.secret(secret) }],
    });
};
