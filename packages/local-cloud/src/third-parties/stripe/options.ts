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

/** Makes the endpoints of the options, or of those that the run before left what they are to be now. */
export const addEndpoints = (webhooks: Webhooks, settings: StripeSettings, app: Surroundings): void => {
  const left = new Map(webhooks.list().map((endpoint) => [endpoint.declared, endpoint]));
  left.delete(undefined);
  for (const { url: template, events, secret } of settings.webhooks) {
    const declared = `${template} ${events.join()}`;
    const url = app.fill(template);
    const value = secret.startsWith("whsec_") ? secret : app.secret(secret);
    const known = left.get(declared);
    left.delete(declared);
    if (!known) {
      webhooks.add({ url, events, secrets: [{ value }], declared });
      continue;
    }
    known.url = url;
    if (!known.secrets.some((own) => own.value === value)) known.secrets = [{ value }];
    webhooks.changed(known);
  }
  for (const { id } of left.values()) webhooks.remove(id);
};
