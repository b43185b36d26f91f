import { type DurableDryRun, memoryDurable } from "@sourdough/lambda-kit/durable-testing";
import { quiet } from "@sourdough/lambda-kit/testing";
import { FulfilmentRequest } from "../src/inputs.ts";
import { fulfilOrder } from "../src/use-cases/fulfil-order.ts";
import { fulfillingPorts } from "./fakes.ts";

export const dryRun: DurableDryRun = async (input, answers) => {
  const request = FulfilmentRequest.parse(input);
  const { ports, published } = fulfillingPorts(request);
  await fulfilOrder(ports, request, memoryDurable(answers).durable, quiet);
  return published;
};
