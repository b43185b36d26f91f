import { PlaceOrderRequested } from "@sourdough/events-schema";
import { queueHandler } from "@sourdough/lambda-kit";
import { placeOrder } from "../use-cases/place-order.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  queueHandler({
    name: "PlaceOrder",
    message: PlaceOrderRequested,
    run: (message, telemetry) => placeOrder(ports, message, telemetry),
  });

export const handler = createHandler(wiring());
