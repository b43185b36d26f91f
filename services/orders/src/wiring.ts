import { SFNClient } from "@aws-sdk/client-sfn";
import { ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { fulfilment } from "./adapters/fulfilment.ts";
import { orderRepository } from "./adapters/order-repository.ts";
import type { Fulfilment, OrderRepository, PlacingPorts, Ports } from "./use-cases/ports.ts";

const TableLink = z.object({ OrdersTable: z.object({ name: z.string() }) });
const WorkflowLink = z.object({ FulfilOrder: z.object({ arn: z.string() }) });

let orders: OrderRepository | undefined;
const theOrders = () => {
  orders ??= orderRepository(documentClient(), TableLink.parse(Resource).OrdersTable.name);
  return orders;
};

let fulfil: Fulfilment | undefined;
const theFulfilment = () => {
  fulfil ??= fulfilment(new SFNClient({}), WorkflowLink.parse(Resource).FulfilOrder.arn);
  return fulfil;
};

/** Ports are built when first used, so that a module loads without a deployment around it. */
export const wiring = (): Ports => ({
  ...ports,
  get orders() {
    return theOrders();
  },
});

/** Apart from `wiring`, so that only the function that starts workflows carries their client. */
export const placingWiring = (): PlacingPorts => ({
  ...ports,
  get orders() {
    return theOrders();
  },
  get fulfilment() {
    return theFulfilment();
  },
});
