import type { Bakery } from "./bakery.ts";

const terminal = ["CONFIRMED", "REJECTED", "CANCELLED", "READY", "COLLECTED"];

/** What is still under way, a sentence each: orders, workflows, messages in queues, and events not yet published. */
export const unfinished = async (bakery: Bakery): Promise<string[]> => {
  const orders = await bakery.items("orders");
  const byId = new Map(orders.filter(({ entity }) => entity === "order").map((item) => [item.orderId, item]));
  const left: string[] = [];
  for (const orderId of bakery.accepted.keys()) {
    const status = byId.get(orderId)?.status ?? "not stored";
    if (!terminal.includes(String(status))) left.push(`${orderId} is ${status}.`);
  }
  for (const { name, status } of await runningWorkflows(bakery))
    left.push(`FulfilOrder ${name} is ${status}.`);
  for (const queue of bakery.queues)
    if (!queue.isDeadLetterQueue && queue.size() > 0)
      left.push(`${queue.name} has ${queue.size()} messages.`);
  for (const eventId of await unpublished(bakery))
    left.push(`${eventId} is in the outbox and not published.`);
  return left;
};

const runningWorkflows = async ({ local }: Bakery) => {
  const machine = local.graph.resources.find(({ name }) => name === "FulfilOrder");
  // Past the gateway, so that looking leaves no trace in the journal.
  const list = local.cloud.emulator("states")!.operations.ListExecutions!;
  const { executions } = (await list(
    { stateMachineArn: machine?.outputs.arn, statusFilter: "RUNNING", maxResults: 1000 },
    { principal: { kind: "root" }, causes: [] },
  )) as { executions: { name: string; status: string }[] };
  return executions;
};

/** Ids of events that a service left in its outbox and that the bus has not accepted. */
export const unpublished = async (bakery: Bakery): Promise<string[]> => {
  const tables = await Promise.all(
    (["orders", "payments", "inventory", "notifications"] as const).map((service) => bakery.items(service)),
  );
  const published = new Set(bakery.published.map(({ detail }) => detail.metadata.eventId));
  return tables
    .flat()
    .filter(({ entity, sk }) => entity === "outbox" && !published.has(sk))
    .map(({ sk }) => sk);
};
