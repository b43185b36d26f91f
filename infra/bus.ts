import { accountId, region } from "./account.ts";
import { physicalName } from "./names.ts";

export const busName = () => physicalName("bus");

export const busArn = () => $interpolate`arn:aws:events:${region()}:${accountId()}:event-bus/${busName()}`;

/** The one bus all domain events go over. */
export const createBus = () => new sst.aws.Bus("Bus", { transform: { bus: { name: busName() } } });
