import { SFNClient } from "@aws-sdk/client-sfn";
import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { fulfilment } from "./adapters/fulfilment.ts";
import { orderRepository } from "./adapters/order-repository.ts";
import type { PlacingPorts, Ports } from "./use-cases/ports.ts";

const TableLink = z.object({ OrdersTable: z.object({ name: z.string() }) });
const WorkflowLink = z.object({ FulfilOrder: z.object({ arn: z.string() }) });

const orders = once(() => orderRepository(documentClient(), TableLink.parse(Resource).OrdersTable.name));

/** Ports are built when first used, so that a module loads without a deployment around it. */
export const wiring = (): Ports => ({
  ...ports,
  get orders() {
    return orders();
  },
});

/**
 * Apart from `wiring`, so that only the function that starts workflows carries their client: bundles keep what is made
 * by a call outside of a function.
 */
export const placingWiring = (): PlacingPorts => {
  const fulfil = once(() => fulfilment(new SFNClient({}), WorkflowLink.parse(Resource).FulfilOrder.arn));
  return {
    ...ports,
    get orders() {
      return orders();
    },
    get fulfilment() {
      return fulfil();
    },
  };
};
