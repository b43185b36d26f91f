import type { ErrorObject } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { functionArn, parseFunctionName } from "../arns.ts";
import type { FunctionRegistry } from "../functions.ts";
import type { Runner } from "../runner.ts";
import type { DurableEngine } from "./engine.ts";
import { type Execution, isClosed, type TrackedOperation } from "./execution.ts";
import { checkQualified } from "./start.ts";
import type { ExecutionStore } from "./store.ts";

type Outcome = Parameters<DurableEngine["complete"]>[2];

const functionError = z.object({
  errorType: z.string().optional(),
  errorMessage: z.string().optional(),
  trace: z.array(z.string()).optional(),
});

const failed = (error: ErrorObject): Outcome => ({ status: "FAILED", error });

/**
 * Functions that an execution invokes and waits for, as the execution's own role. A durable one runs as an execution
 * of its own, which may take longer than an invocation.
 */
export const createChainedInvoke =
  (
    cloud: Cloud,
    functions: FunctionRegistry,
    runner: Runner,
    store: Pick<ExecutionStore, "get">,
    engine: DurableEngine,
  ) =>
  (execution: Execution, operation: TrackedOperation): void => {
    const { name, payload } = operation.call!;
    const causes = [operation.hop.id];

    const run = async (): Promise<Outcome | undefined> => {
      const found = functions.find(name);
      const parsed = parseFunctionName(name)!;
      const arn = functionArn(cloud, parsed.name);
      cloud.authorize({ kind: "role", arn: execution.found.fn.role }, [
        { action: "lambda:InvokeFunction", resource: parsed.qualifier ? `${arn}:${parsed.qualifier}` : arn },
      ]);
      const source = execution.found.fn.name;
      if (!found.fn.durable) {
        const result = await runner.run(found, { payload, causes, source });
        return result.error
          ? failed(errorIn(result.payload))
          : { status: "SUCCEEDED", result: result.payload };
      }
      checkQualified(found);
      const child =
        operation.child === undefined
          ? engine.start(found, { payload, causes, source, synchronous: false }).execution
          : store.get(operation.child);
      operation.child = child.arn;
      execution.keeper.operation(operation);
      execution.keeper.changed(execution);
      await child.settled;
      if (child.status === "RUNNING") return undefined;
      return { status: child.status as Outcome["status"], result: child.result, error: child.error };
    };

    run()
      .catch((error: unknown): Outcome => {
        if (!(error instanceof AwsError)) throw error;
        return failed({ ErrorType: error.code, ErrorMessage: error.message });
      })
      .then((outcome) => {
        if (outcome && execution.status === "RUNNING" && !isClosed(operation.value))
          engine.complete(execution, operation, outcome);
      })
      .catch((error: unknown) =>
        cloud.warn(
          `${execution.arn}: ${name} was lost: ${error instanceof Error ? error.stack : String(error)}`,
        ),
      );
  };

const errorIn = (payload: string): ErrorObject => {
  const { data } = functionError.safeParse(JSON.parse(payload));
  return { ErrorType: data?.errorType, ErrorMessage: data?.errorMessage, StackTrace: data?.trace };
};
