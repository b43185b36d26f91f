import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  type GetDurableExecutionResponse,
  InvokeCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "vitest";
import { type Deployment, deploy } from "../fixtures/deploy.ts";
import { eventually } from "../fixtures/eventually.ts";

const DAY = 86_400;

/** Durable functions behind a gateway, with the SDK's client: `<file>.<export>` of the fixtures, as `<name>:1`. */
export const deployDurable = async (names: readonly string[], others: readonly string[] = []) => {
  const lambda = await deploy({ watch: false });
  for (const name of names)
    await lambda.add(name, {
      handler: `durable.${name}`,
      publish: true,
      // Real time, of which a busy machine may take much.
      timeout: 60,
      durableConfig: { executionTimeout: 30 * DAY, retentionPeriod: 14 },
    });
  for (const name of others) await lambda.add(name);
  await lambda.emulator.start?.();
  return { ...lambda, ...executionsOf(lambda) };
};

export const executionsOf = ({ client, cloud }: Pick<Deployment, "client" | "cloud">) => {
  const start = async (name: string, event: unknown, executionName?: string): Promise<string> => {
    const { DurableExecutionArn } = await client.send(
      new InvokeCommand({
        FunctionName: name,
        Qualifier: "1",
        InvocationType: "Event",
        DurableExecutionName: executionName,
        Payload: JSON.stringify(event),
      }),
    );
    return DurableExecutionArn!;
  };
  const describe = (arn: string) => client.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn }));
  const history = async (arn: string) =>
    (
      await client.send(
        new GetDurableExecutionHistoryCommand({
          DurableExecutionArn: arn,
          IncludeExecutionData: true,
          MaxItems: 1000,
        }),
      )
    ).Events!;
  /** Waits for a number of events of a type. */
  const until = async (arn: string, type: string, count = 1) => {
    await expect
      .poll(async () => (await history(arn)).filter(({ EventType }) => EventType === type).length, {
        timeout: 60_000,
      })
      .toBeGreaterThanOrEqual(count);
  };
  const ended = async (arn: string): Promise<GetDurableExecutionResponse> => {
    await expect.poll(async () => (await describe(arn)).Status, { timeout: 60_000 }).not.toBe("RUNNING");
    return describe(arn);
  };
  /** Moves time once the function has left off. */
  const advance = async (arn: string, ms: number, invocations: number) => {
    await until(arn, "InvocationCompleted", invocations);
    cloud.clock.advance(ms);
  };
  return { start, describe, history, until, ended, advance, eventually };
};
