import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import type { Ports } from "../use-cases/ports.ts";
import { settlePayment } from "../use-cases/settle-payment.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "SettlePayment",
    events: consumes.SettlePayment,
    run: (event, telemetry) => settlePayment(ports, event, telemetry),
  });

export const handler = createHandler(wiring());
