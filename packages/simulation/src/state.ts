import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { SimulatedApp } from "sourdough-local/simulation";

export type Item = Record<string, unknown> & { pk: string; sk: string; entity?: string };

export const asRoot = { principal: { kind: "root" }, causes: [] } as const;

/** All items of a table as they are stored, without a trace in the journal. */
export const itemsOf = ({ cloud, graph }: SimulatedApp, service: string): Item[] => {
  const scan = cloud.emulator("dynamodb")!.operations.Scan!;
  const TableName = String(graph.outputs[`${service}Table`]);
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = scan({ TableName, ExclusiveStartKey }, asRoot) as {
      Items?: Record<string, AttributeValue>[];
      LastEvaluatedKey?: unknown;
    };
    items.push(...(page.Items ?? []).map((item) => unmarshall(item) as Item));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
};

export interface QueueState {
  readonly name: string;
  readonly arn: string;
  readonly isDeadLetterQueue: boolean;
  /** Visible, being handled, and delayed. */
  readonly messages: number;
}

export const queueStates = async ({ cloud, graph }: SimulatedApp): Promise<QueueState[]> => {
  const attributes = cloud.emulator("sqs")!.operations.GetQueueAttributes!;
  return Promise.all(
    graph.resources
      .filter(({ type }) => type === "aws:sqs/queue:Queue")
      .map(async ({ outputs }) => {
        const request = { QueueUrl: outputs.url, AttributeNames: ["All"] };
        const { Attributes = {} } = (await attributes(request, asRoot)) as {
          Attributes?: Record<string, string>;
        };
        const count = (what: string) => Number(Attributes[`ApproximateNumberOfMessages${what}`] ?? 0);
        const name = String(outputs.name);
        return {
          name,
          arn: String(outputs.arn),
          isDeadLetterQueue: /DeadLetterQueue/.test(name),
          messages: count("") + count("NotVisible") + count("Delayed"),
        };
      }),
  );
};

/** Names of the executions of all workflows that are not over, but for those that wait for people. */
export const runningExecutions = async ({ cloud, graph }: SimulatedApp): Promise<string[]> => {
  const list = cloud.emulator("lambda")!.operations.ListDurableExecutionsByFunction!;
  const machines = cloud.emulator("states")!.operations.ListExecutions!;
  const durable = graph.resources.filter(
    ({ type, inputs }) => type === "aws:lambda/function:Function" && inputs.durableConfig !== undefined,
  );
  const standard = graph.resources.filter(
    ({ type, inputs }) => type === "aws:sfn/stateMachine:StateMachine" && inputs.type !== "EXPRESS",
  );
  const running: string[] = [];
  for (const { outputs } of durable) {
    const request = { FunctionName: outputs.arn, Statuses: ["RUNNING"], MaxItems: 1000 };
    const found = (await list(request, asRoot)) as { DurableExecutions: { DurableExecutionName: string }[] };
    running.push(...found.DurableExecutions.map(({ DurableExecutionName }) => DurableExecutionName));
  }
  for (const { outputs } of standard) {
    const request = { stateMachineArn: outputs.arn, statusFilter: "RUNNING", maxResults: 1000 };
    const found = (await machines(request, asRoot)) as { executions: { name: string }[] };
    running.push(...found.executions.map(({ name }) => name));
  }
  return running;
};
