import Stripe from "stripe";
import type * as z from "zod";
import { createStripe } from "../../../services/payments/src/adapters/stripe.ts";
import { rereadMs, StoredSecrets } from "../../../services/payments/src/adapters/webhook-secrets.ts";
import { handledTypes } from "../../../services/payments/src/domain/provider-event.ts";
import { UsageError } from "../../command.ts";
import type { Out } from "../command.ts";
import type { Target } from "../target.ts";
import { secretParameter } from "./parameter.ts";
import { pass } from "./pass.ts";

type Secrets = z.output<typeof StoredSecrets>;
type EventType = Stripe.WebhookEndpointUpdateParams.EnabledEvent;

/** A type that this system never causes: an endpoint with no other has nothing to deliver yet. */
const silent: readonly EventType[] = ["topup.canceled"];
/** https://docs.stripe.com/webhooks#automatic-retries */
const retriedForSeconds = 3 * 24 * 3600;

const open = ({ provider: { url, secretKey }, stage }: Target): Stripe => {
  if (secretKey) return createStripe({ secretKey, apiUrl: url });
  throw new UsageError(`Set STRIPE_SECRET_KEY to a key of ${stage} that may write webhook endpoints.`);
};

const endpointsAt = async (stripe: Stripe, url: string) => {
  const all = await stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  return all.filter((endpoint) => endpoint.url === url);
};

const remove = (stripe: Stripe, id: string) =>
  stripe.webhookEndpoints.del(id).catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeError && error.code === "resource_missing")) throw error;
  });

/**
 * An endpoint whose secret every function can have: where there are two secrets, the newer one's, whose rotation did not
 * end. The provider tells the secret once, when it makes the endpoint, so one that nobody kept is of no use: it is still
 * silent, and goes with the old ones.
 */
const successor = async (target: Target, stripe: Stripe, url: string, out: Out) => {
  const parameter = secretParameter(target, "webhook-secrets");
  const there = new Set((await endpointsAt(stripe, url)).map(({ id }) => id));
  const secrets: Secrets = StoredSecrets.parse(JSON.parse(await parameter.read()));
  const alive = secrets.filter(({ endpoint }) => endpoint === undefined || there.has(endpoint));
  const [newest] = alive;
  if (newest?.endpoint && newest === secrets[0] && secrets.length > 1) {
    out.progress("Goes on with a rotation that did not end.");
    return { id: newest.endpoint, secret: newest.secret };
  }
  const { id, secret } = await stripe.webhookEndpoints.create({
    url,
    enabled_events: [...silent],
    description: "Sourdough: npm run ops -- rotate webhook-secret",
  });
  if (!secret) throw new Error(`The provider told no secret of ${id}.`);
  // Two, even where there was none before: so a second call knows that this one did not end.
  const before = alive.length > 0 ? alive : [{ secret }];
  await parameter.write(JSON.stringify([{ endpoint: id, secret }, ...before]));
  out.progress(`${id} is registered, and the functions can have its secret.`);
  return { id, secret };
};

const delivered = async (target: Target, stripe: Stripe, out: Out) => {
  const before = Math.floor((await target.now()) / 1000);
  for (;;) {
    const events = await stripe.events
      .list({
        types: [...handledTypes],
        created: { gte: before - retriedForSeconds, lte: before },
        limit: 100,
      })
      .autoPagingToArray({ limit: 10_000 });
    const pending = events.filter(({ pending_webhooks }) => pending_webhooks > 0).length;
    if (pending === 0) return;
    out.progress(`Waits for ${pending} events that are still to be delivered from before.`);
    await pass(target, target.lookEveryMs);
  }
};

/** Another endpoint at the provider for the same address, with a secret of its own, in place of those that are there. */
export const rotateWebhookSecret = async (
  target: Target,
  out: Out,
  { now }: { now: boolean },
): Promise<boolean> => {
  const stripe = open(target);
  const url = `${(await target.shared("payments-api-url")).replace(/\/$/, "")}/webhooks/payments`;
  const { id, secret } = await successor(target, stripe, url, out);
  // By then a function that read the secrets just before may read them again, when a signature does not fit.
  await pass(target, 2 * rereadMs);
  await stripe.webhookEndpoints.update(id, { enabled_events: [...handledTypes] as EventType[] });
  out.progress(`${id} delivers. What comes twice meanwhile is handled once.`);
  if (!now) await delivered(target, stripe, out);
  const old = (await endpointsAt(stripe, url)).filter((endpoint) => endpoint.id !== id);
  for (const endpoint of old) await remove(stripe, endpoint.id);
  await secretParameter(target, "webhook-secrets").write(JSON.stringify([{ endpoint: id, secret }]));
  out.say(
    `${url} is told by ${id}${old.length > 0 ? `, and no more by ${old.map((one) => one.id).join(", ")}` : ""}.`,
  );
  out.say("A minute from now nothing takes the old secret.");
  out.result({ endpoint: id, url, removed: old.map((one) => one.id) });
  return true;
};
