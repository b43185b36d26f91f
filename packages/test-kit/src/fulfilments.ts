import type { Bakery } from "./bakery.ts";

const asRoot = { principal: { kind: "root" }, causes: [] } as const;

/** An execution of `FulfilOrder`, whichever form it has: `name` is the order's id. */
export interface FulfilmentExecution {
  readonly name: string;
  readonly status: string;
}

/** Executions of `FulfilOrder` with a status, or all; looking leaves no trace in the journal. */
export const fulfilmentsOf = async (
  { local: { graph, cloud } }: Bakery,
  status?: string,
): Promise<readonly FulfilmentExecution[]> => {
  const arnOf = (wanted: string, type: string) =>
    graph.resources.find((resource) => resource.name === wanted && resource.type === type)?.outputs.arn;
  const stateMachineArn = arnOf("FulfilOrder", "aws:sfn/stateMachine:StateMachine");
  if (stateMachineArn) {
    const list = cloud.emulator("states")!.operations.ListExecutions!;
    const request = { stateMachineArn, statusFilter: status, maxResults: 1000 };
    return ((await list(request, asRoot)) as { executions: FulfilmentExecution[] }).executions;
  }
  const list = cloud.emulator("lambda")!.operations.ListDurableExecutionsByFunction!;
  const FunctionName = arnOf("FulfilOrderFunction", "aws:lambda/function:Function");
  const request = { FunctionName, Statuses: status ? [status] : undefined, MaxItems: 1000 };
  const { DurableExecutions } = (await list(request, asRoot)) as {
    DurableExecutions: { DurableExecutionName: string; Status: string }[];
  };
  return DurableExecutions.map((each) => ({ name: each.DurableExecutionName, status: each.Status }));
};
