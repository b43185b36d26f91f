import { PlaceOrderRequested } from "@sourdough/events-schema";
import { queueHandler } from "@sourdough/lambda-kit";
import { placeOrder } from "../use-cases/place-order.ts";
import type { PlacingPorts } from "../use-cases/ports.ts";
import { placingWiring } from "../wiring.ts";

export const createHandler = (ports: PlacingPorts) =>
  queueHandler({
    name: "PlaceOrder",
    message: PlaceOrderRequested,
    run: (message, telemetry) => placeOrder(ports, message, telemetry),
  });

export const handler = createHandler(placingWiring());
