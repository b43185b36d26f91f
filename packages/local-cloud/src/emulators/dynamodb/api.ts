import type * as sdk from "@aws-sdk/client-dynamodb";
import type * as streams from "@aws-sdk/client-dynamodb-streams";
import type { OperationsOf } from "../../core/aws-operations.ts";

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    dynamodb: OperationsOf<typeof sdk>;
    "streams.dynamodb": OperationsOf<typeof streams>;
  }
}
