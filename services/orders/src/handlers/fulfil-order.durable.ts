import { durableHandler } from "@sourdough/lambda-kit/durable";
import { FulfilmentRequest } from "../inputs.ts";
import { fulfilOrder } from "../use-cases/fulfil-order.ts";
import type { FulfillingPorts } from "../use-cases/ports.ts";
import { fulfillingWiring } from "../wiring.ts";

export const createHandler = (ports: FulfillingPorts) =>
  durableHandler({
    name: "FulfilOrder",
    input: FulfilmentRequest,
    run: (order, durable, telemetry) => fulfilOrder(ports, order, durable, telemetry),
  });

export const handler = createHandler(fulfillingWiring());
