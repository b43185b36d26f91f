import type { Bakery } from "./bakery.ts";

const terminal = ["CONFIRMED", "REJECTED", "CANCELLED", "READY", "COLLECTED", "NOT_COLLECTED"];

/** What is still under way, a sentence each: messages in queues, workflows, hops, orders, and events not yet published. */
export const unfinished = async (bakery: Bakery): Promise<string[]> => {
  const busy = [
    ...bakery.queues
      .filter(({ isDeadLetterQueue, size }) => !isDeadLetterQueue && size() > 0)
      .map(({ name, size }) => `${name} has ${size()} messages.`),
    ...(await runningWorkflows(bakery)).map(({ name, status }) => `FulfilOrder ${name} is ${status}.`),
  ];
  // The tables need not be read to know that there is something to do.
  if (busy.length > 0) return busy;
  return [...whatIsOpen(bakery), ...(await undecided(bakery)), ...(await unpublished(bakery))];
};

/** When all is done, no trace may be shown as still going on: the second copy of a batch may, until the clock moves. */
const whatIsOpen = ({ openHops }: Bakery): string[] =>
  openHops()
    // A dispute waits for people: days for staff, months for the bank.
    .filter(({ resource }) => !resource.includes("ResolveDispute"))
    .map(
      ({ id, service, action, resource }) => `Hop ${id} (${service} ${action} of ${resource}) has not ended.`,
    );

const undecided = async (bakery: Bakery): Promise<string[]> => {
  const orders = (await bakery.items("orders")).filter(
    ({ entity, reason }) => entity === "order" && reason !== "id_taken",
  );
  const statuses = new Map(orders.map(({ orderId, status }) => [String(orderId), String(status)]));
  return [...bakery.accepted.keys()]
    .map((orderId) => ({ orderId, status: statuses.get(orderId) ?? "not stored" }))
    .filter(({ status }) => !terminal.includes(status))
    .map(({ orderId, status }) => `${orderId} is ${status}.`);
};

const asRoot = { principal: { kind: "root" }, causes: [] } as const;

/** Executions of `FulfilOrder` that go on, whichever form it has. */
const runningWorkflows = async ({ local }: Bakery): Promise<{ name: string; status: string }[]> => {
  const found = local.graph.resources.find(
    ({ name, type }) => name === "FulfilOrder" && type === "aws:sfn/stateMachine:StateMachine",
  );
  // Past the gateway, so that looking leaves no trace in the journal.
  if (found) {
    const list = local.cloud.emulator("states")!.operations.ListExecutions!;
    const request = { stateMachineArn: found.outputs.arn, statusFilter: "RUNNING", maxResults: 1000 };
    return ((await list(request, asRoot)) as { executions: { name: string; status: string }[] }).executions;
  }
  const fn = local.graph.resources.find(({ name }) => name === "FulfilOrderFunction");
  const list = local.cloud.emulator("lambda")!.operations.ListDurableExecutionsByFunction!;
  const { DurableExecutions } = (await list(
    { FunctionName: fn?.outputs.arn, Statuses: ["RUNNING"], MaxItems: 1000 },
    asRoot,
  )) as { DurableExecutions: { DurableExecutionName: string; Status: string }[] };
  return DurableExecutions.map(({ DurableExecutionName: name, Status: status }) => ({ name, status }));
};

const unpublished = async (bakery: Bakery): Promise<string[]> => {
  const tables = await Promise.all(bakery.services.map((service) => bakery.items(service)));
  const published = new Set(bakery.published.map(({ detail }) => detail.metadata.eventId));
  return tables
    .flat()
    .filter(({ entity, sk }) => entity === "outbox" && !published.has(sk))
    .map(({ sk }) => `${sk} is in the outbox and not published.`);
};
