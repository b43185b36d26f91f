import { PaymentRequested } from "@sourdough/events-schema";
import { eventQueueHandler } from "@sourdough/lambda-kit";
import { authorizePayment } from "../use-cases/authorize-payment.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "AuthorizePayment",
    events: [PaymentRequested],
    run: (event, telemetry) => authorizePayment(ports, event, telemetry),
  });

export const handler = createHandler(wiring());
