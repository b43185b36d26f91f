import type { Clock } from "../core/clock.ts";
import type { Emulator } from "../core/cloud.ts";
import type { Surroundings } from "../core/service.ts";
import type { Services } from "../core/services.ts";
import { type DynamoDbServer, startDynamoDb } from "../emulators/dynamodb/server-process.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import { type StripeStandIn, startStripe } from "../third-parties/stripe/index.ts";
import type { RunningCloud } from "./create-cloud.ts";

/** What runs beside the emulators and needs no graph: the database process and the stand-ins for third parties. */
export interface Machinery {
  readonly database: Promise<DynamoDbServer>;
  readonly stripe: StripeStandIn;
  /** Public URL of a third party -> where its stand-in listens. */
  readonly thirdParties: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const startMachinery = async (clock: Clock): Promise<Machinery> => {
  const database = startDynamoDb();
  // Reported when a table is provisioned: an app without tables runs without a database.
  database.catch(() => undefined);
  const stripe = await startStripe({ clock });
  return {
    database,
    stripe,
    thirdParties: { "https://api.stripe.com": stripe.url },
    stop: async () => {
      await stripe.stop();
      await (await database.catch(() => undefined))?.stop();
    },
  };
};

/** What creates the emulators, in the order they start and stop; loaded while the config is evaluated. */
export const loadEmulators = async ({ all }: Services) => {
  const creators = await Promise.all(all.map(({ load }) => load?.()));
  return (cloud: RunningCloud, surroundings: Surroundings): readonly Emulator[] => {
    cloud.offer("mailbox", createMailbox(cloud));
    const emulators = creators.flatMap((create) => create?.(cloud, surroundings) ?? []);
    cloud.guard(cloud.use("permissions"));
    return emulators;
  };
};
