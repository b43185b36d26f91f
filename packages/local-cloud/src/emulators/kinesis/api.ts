import type * as sdk from "@aws-sdk/client-kinesis";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    kinesis: OperationsOf<typeof sdk>;
  }
}

export type KinesisOperations = Operations<"kinesis">;
