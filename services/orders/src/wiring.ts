import { SFNClient } from "@aws-sdk/client-sfn";
import { ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { fulfilment } from "./adapters/fulfilment.ts";
import { orderRepository } from "./adapters/order-repository.ts";
import type { Ports } from "./use-cases/ports.ts";

const TableLink = z.object({ OrdersTable: z.object({ name: z.string() }) });
const WorkflowLink = z.object({ FulfilOrder: z.object({ arn: z.string() }) });

/** Each port is built when a function first uses it: none has them all. */
export const wiring = (): Ports => {
  let orders: Ports["orders"] | undefined;
  let fulfil: Ports["fulfilment"] | undefined;
  return {
    ...ports,
    get orders() {
      orders ??= orderRepository(documentClient(), TableLink.parse(Resource).OrdersTable.name);
      return orders;
    },
    get fulfilment() {
      fulfil ??= fulfilment(new SFNClient({}), WorkflowLink.parse(Resource).FulfilOrder.arn);
      return fulfil;
    },
  };
};
