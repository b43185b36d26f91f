import type * as sdk from "@aws-sdk/client-lambda";
import type { Operations, OperationsOf } from "../../core/aws-operations.ts";
import type { InvocationEvent } from "./streaming/invoke-streaming.ts";

/** In process, a payload is JSON text; the bytes that the SDK makes of it are for who asks over HTTP. */
interface Invoke {
  input: sdk.InvokeCommandInput & { readonly Payload?: string };
  output: Omit<sdk.InvokeCommandOutput, "$metadata" | "Payload"> & { readonly Payload?: string };
}

/** In process, the events are those that the invocation yields. */
interface InvokeWithResponseStream {
  input: sdk.InvokeWithResponseStreamCommandInput & { readonly Payload?: string };
  output: Omit<sdk.InvokeWithResponseStreamCommandOutput, "$metadata" | "EventStream"> & {
    readonly EventStream?: AsyncIterableIterator<InvocationEvent>;
  };
}

declare module "../../core/aws-operations.ts" {
  interface AwsOperations {
    lambda: Omit<OperationsOf<typeof sdk>, "Invoke" | "InvokeWithResponseStream"> & {
      Invoke: Invoke;
      InvokeWithResponseStream: InvokeWithResponseStream;
    };
  }
}

export type LambdaOperations = Operations<"lambda">;
