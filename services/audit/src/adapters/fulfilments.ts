import { type LambdaClient, ListDurableExecutionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Records } from "../use-cases/ports.ts";

/** An execution of `FulfilOrder`, named after its order. */
interface Execution {
  readonly name?: string | undefined;
  readonly startedAt?: Date | undefined;
}
interface ExecutionsPage {
  readonly executions: readonly Execution[];
  readonly next?: string | undefined;
}

/**
 * Executions of `FulfilOrder` that are older than they may be, whichever form it has on the stage: the ARN is that of a
 * state machine or a durable function, with its alias.
 */
export const fulfilments =
  (clients: { sfn: SFNClient; lambda: LambdaClient }, arn: string): Records["fulfilments"] =>
  async (startedBefore) => {
    // All of its versions: an execution stays with the one that it began with.
    const unqualified = arn.replace(/:live$/, "");
    const page = arn.includes(":stateMachine:")
      ? executionsOf(clients.sfn, unqualified)
      : durableExecutionsOf(clients.lambda, unqualified, startedBefore);
    const found: { orderId: string; since: Date }[] = [];
    let next: string | undefined;
    do {
      const { executions, next: after } = await page(next);
      for (const { name = "", startedAt } of executions)
        if (startedAt && startedAt < startedBefore) found.push({ orderId: name, since: startedAt });
      next = after;
    } while (next);
    return found;
  };

const executionsOf =
  (client: SFNClient, stateMachineArn: string) =>
  async (nextToken: string | undefined): Promise<ExecutionsPage> => {
    const { executions = [], nextToken: next } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: 1000, nextToken }),
    );
    return { executions: executions.map(({ name, startDate }) => ({ name, startedAt: startDate })), next };
  };

const durableExecutionsOf =
  (client: LambdaClient, FunctionName: string, StartedBefore: Date) =>
  async (Marker: string | undefined): Promise<ExecutionsPage> => {
    const { DurableExecutions = [], NextMarker: next } = await client.send(
      new ListDurableExecutionsByFunctionCommand({
        FunctionName,
        Statuses: ["RUNNING"],
        StartedBefore,
        MaxItems: 1000,
        Marker,
      }),
    );
    return {
      executions: DurableExecutions.map(({ DurableExecutionName: name, StartTimestamp: startedAt }) => ({
        name,
        startedAt,
      })),
      next,
    };
  };
