import type * as sdk from "@aws-sdk/client-cloudfront-keyvaluestore";
import type { Operations, OperationsOf } from "../../../core/aws-operations.ts";

declare module "../../../core/aws-operations.ts" {
  interface AwsOperations {
    "cloudfront-keyvaluestore": OperationsOf<typeof sdk>;
  }
}

export type KeyValueStoreOperations = Operations<"cloudfront-keyvaluestore">;
