import { createAlarmTopic } from "./alarm.ts";
import { watchCosts } from "./budget.ts";
import { createBus } from "./bus.ts";
import { registerEventSchemas } from "./event-schemas.ts";
import { createFirewall } from "./firewall.ts";
import { createIdentity } from "./identity.ts";
import { journeyDashboard } from "./journey.ts";
import { keepRunawayEvents, keepUnknownEvents } from "./kept-events.ts";
import { createDataKey } from "./key.ts";
import { createRealtime } from "./realtime.ts";

/** What all services share; deployed first. */
export const platform = async () => {
  createDataKey();
  createFirewall();
  createAlarmTopic();
  const bus = createBus();
  registerEventSchemas();
  keepUnknownEvents();
  keepRunawayEvents();
  const { userPool, client } = createIdentity();
  const realtime = await createRealtime(userPool);
  journeyDashboard();
  watchCosts();
  return {
    busName: bus.name,
    userPoolId: userPool.id,
    userPoolClientId: client.id,
    realtimeHttpUrl: $interpolate`https://${realtime.httpHost}/event`,
    realtimeWsUrl: $interpolate`wss://${realtime.api.dns.apply((dns) => dns.REALTIME!)}/event/realtime`,
  };
};
