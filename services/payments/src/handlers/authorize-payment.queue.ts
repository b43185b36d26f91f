import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import { authorizePayment } from "../use-cases/authorize-payment.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "AuthorizePayment",
    events: consumes.AuthorizePayment,
    run: (event, telemetry) => authorizePayment(ports, event, telemetry),
  });

export const handler = createHandler(wiring());
