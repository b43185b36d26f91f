import type * as sdk from "@aws-sdk/client-eventbridge";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";
import type { InvokeApiDestination } from "./inputs.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    events: OperationsOf<typeof sdk> & {
      /** No API of AWS: what EventBridge does with a role that is allowed `events:InvokeApiDestination`. */
      InvokeApiDestination: { input: InvokeApiDestination; output: object };
    };
  }
}

export type EventBridgeOperations = Operations<"events">;
