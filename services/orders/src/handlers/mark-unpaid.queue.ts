import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import { changeOrderStatus } from "../use-cases/change-order-status.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "MarkUnpaid",
    events: consumes.MarkUnpaid,
    run: ({ data: { orderId, customerId }, metadata: { eventId, traceparent } }, telemetry) => {
      const cause = { causationId: eventId, traceparent };
      return changeOrderStatus(
        ports,
        { orderId, customerId, command: { type: "MarkUnpaid" }, cause },
        telemetry,
      );
    },
  });

export const handler = createHandler(wiring());
