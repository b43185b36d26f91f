import { OrderCancelled, OrderConfirmed, OrderRejected } from "@sourdough/events-schema";
import { eventQueueHandler } from "@sourdough/lambda-kit";
import type { Ports } from "../use-cases/ports.ts";
import { settlePayment } from "../use-cases/settle-payment.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "SettlePayment",
    events: [OrderConfirmed, OrderRejected, OrderCancelled],
    run: (event, telemetry) => settlePayment(ports, event, telemetry),
  });

export const handler = createHandler(wiring());
