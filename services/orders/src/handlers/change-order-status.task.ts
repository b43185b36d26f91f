import { taskHandler } from "@sourdough/lambda-kit";
import { OrderStatusChange } from "../inputs.ts";
import { changeOrderStatus } from "../use-cases/change-order-status.ts";
import type { Ports } from "../use-cases/ports.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  taskHandler({
    name: "ChangeOrderStatus",
    input: OrderStatusChange,
    run: async ({ metadata, ...change }, telemetry) => {
      const order = await changeOrderStatus(ports, { ...change, cause: metadata }, telemetry);
      const { orderId, status, sequence, updatedAt, reason } = order;
      return { orderId, status, sequence, at: updatedAt.toISOString(), reason };
    },
  });

export const handler = createHandler(wiring());
