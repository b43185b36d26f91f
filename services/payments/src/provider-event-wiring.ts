import { LambdaClient } from "@aws-sdk/client-lambda";
import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { disputeExecutions } from "./adapters/dispute-executions.ts";
import { disputeStore } from "./adapters/dispute-store.ts";
import { providerEventLog } from "./adapters/provider-event-log.ts";
import { tableName } from "./links.ts";
import type { ProviderEventPorts } from "./use-cases/ports.ts";
import { wiring } from "./wiring.ts";

const Links = z.object({ DisputeExecutions: z.object({ arn: z.string() }) });

const providerEvents = once(() => providerEventLog(documentClient(), tableName()));
const disputes = once(() => disputeStore(documentClient(), tableName()));
const executions = once(() =>
  disputeExecutions(new LambdaClient({}), Links.parse(Resource).DisputeExecutions.arn),
);

/** Of the function that handles events of the provider: apart, so that the others need no client of Lambda. */
export const providerEventWiring = (): ProviderEventPorts => {
  const shared = wiring();
  return {
    ...ports,
    get ledger() {
      return shared.ledger;
    },
    get provider() {
      return shared.provider;
    },
    get providerEvents() {
      return providerEvents();
    },
    get disputes() {
      return disputes();
    },
    get executions() {
      return executions();
    },
  };
};
