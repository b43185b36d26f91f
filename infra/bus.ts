import { contracts } from "@sourdough/events-schema/contracts";
import { archived } from "@sourdough/events-schema/replays";
import { accountId, region } from "./account.ts";
import { physicalName } from "./names.ts";

export const busName = () => physicalName("bus");

export const busArn = () => $interpolate`arn:aws:events:${region()}:${accountId()}:event-bus/${busName()}`;

/**
 * The one bus all domain events go over, and its archive: what has a contract, for 90 days. E-mail addresses and phone
 * numbers are in some of it, so it is not kept for ever.
 */
export const createBus = () => {
  const bus = new sst.aws.Bus("Bus", { transform: { bus: { name: busName() } } });
  new aws.cloudwatch.EventArchive("BusArchive", {
    name: archiveName(),
    description: "What was published, for projections to be built again.",
    eventSourceArn: bus.arn,
    eventPattern: JSON.stringify(archived(contracts)),
    retentionDays: 90,
  });
  return bus;
};

export const archiveName = () => physicalName("bus");
