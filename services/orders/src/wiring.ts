import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { eventBus } from "./adapters/event-bus.ts";
import { durableFulfilment, machineFulfilment } from "./adapters/fulfilment.ts";
import { menu } from "./adapters/menu.ts";
import { orderRepository } from "./adapters/order-repository.ts";
import { salesRepository } from "./adapters/sales-repository.ts";
import type { FulfillingPorts, PlacingPorts, Ports, SalesPorts } from "./use-cases/ports.ts";

const TableLink = z.object({ OrdersTable: z.object({ name: z.string() }) });
const WorkflowLink = z.object({ FulfilOrderExecutions: z.object({ arn: z.string() }) });

const SalesLink = z.object({ SalesTable: z.object({ name: z.string() }) });
const BusLink = z.object({ EventBus: z.object({ name: z.string() }) });

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
  const fulfil = once(() => {
    const { arn } = WorkflowLink.parse(Resource).FulfilOrderExecutions;
    // Known when it is bundled, so that one of the two clients is left out.
    return process.env.FULFILMENT === "state-machine"
      ? machineFulfilment(new SFNClient({}), arn)
      : durableFulfilment(new LambdaClient({}), arn);
  });
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

/** For `FulfilOrder`, where it is a function: apart for the same reason. */
export const fulfillingWiring = (): FulfillingPorts => {
  const bus = once(() => eventBus(new EventBridgeClient({}), BusLink.parse(Resource).EventBus.name));
  const products = once(() => menu(documentClient(), TableLink.parse(Resource).OrdersTable.name));
  return {
    ...ports,
    get orders() {
      return orders();
    },
    get bus() {
      return bus();
    },
    get menu() {
      return products();
    },
  };
};

export const salesWiring = (): SalesPorts => {
  const sales = once(() => salesRepository(documentClient(), SalesLink.parse(Resource).SalesTable.name));
  return {
    get sales() {
      return sales();
    },
  };
};
