import type * as sdk from "@aws-sdk/client-lambda";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";

/** In process, a payload is JSON text; the bytes that the SDK makes of it are for who asks over HTTP. */
interface Invoke {
  input: sdk.InvokeCommandInput & { readonly Payload?: string };
  output: Omit<sdk.InvokeCommandOutput, "$metadata" | "Payload"> & { readonly Payload?: string };
}

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    lambda: Omit<OperationsOf<typeof sdk>, "Invoke"> & { Invoke: Invoke };
  }
}

export type LambdaOperations = Operations<"lambda">;
