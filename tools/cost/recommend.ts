import type { ResourceGraph } from "sourdough-local";
import { daysPerMonth, type Line, type Size } from "./bill.ts";
import { standing } from "./prices.ts";
import { pollersOf, readyOf } from "./ready.ts";

export interface Recommendation {
  readonly what: string;
  /** Dollars a month; negative for what costs more than it saves. */
  readonly savesUsd: number;
  readonly because: string;
}

/** Half of a day's orders come in these hours: what people queue for is warm in the morning. */
const busy = { share: 0.5, hours: 3 };
const sum = (lines: readonly Line[]) => lines.reduce((total, { usd }) => total + usd, 0);

export interface Alternatives {
  /** What a million orders cost in either form of FulfilOrder. */
  readonly formsUsd: { readonly durable: number; readonly machine: number };
  /** The system with all of infra/capacity.ts switched on: its row `rush`. */
  readonly rush: ResourceGraph;
}

/** What would change the bill, the most first. */
export const recommend = (
  graph: ResourceGraph,
  bill: readonly Line[],
  { ordersPerDay }: Size,
  { formsUsd, rush }: Alternatives,
): Recommendation[] => {
  const functions = graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
  const of = (service: string, unit: RegExp) =>
    bill.filter((line) => line.service === service && unit.test(line.unit));
  const compute = sum(of("Lambda", /GB-seconds/));
  const orders = ordersPerDay * daysPerMonth;
  const perSecond = (ordersPerDay * busy.share) / (busy.hours * 3600);
  const batch = Math.max(1, Math.min(10, perSecond));
  const polls = sum(of("SQS", /Standard requests/).filter(({ resource }) => !resource.startsWith("polling")));
  const ingested = sum(of("CloudWatch Logs", /GB/));
  const onDemand = of("DynamoDB", /On-demand (read|write) units/);
  const arm = functions.filter(({ outputs }) => String(outputs.architectures) === "arm64").length;
  const isDurable = graph.resources.some(
    ({ name, type }) => name === "FulfilOrderLive" && type.endsWith(":Alias"),
  );
  const ready = readyOf(rush);
  const readyUsd = ready.gigabyteSeconds * standing.readySecond.usd;
  // What runs on what is ready costs less, and most of a morning's orders do.
  const ofReady = sum(
    of("Lambda", /GB-seconds/).filter(({ resource }) => ready.functions.includes(resource)),
  );
  const cheaper = ofReady * busy.share * (1 - standing.runningReadySecond.usd / usdOfArmSecond);
  const pollers = pollersOf(rush);
  const queues = graph.resources.filter(({ type }) => type === "aws:sqs/queue:Queue").length;
  const keyCalls = (queues * daysPerMonth * 24 * 3600) / dataKeySeconds;
  const difference = ((formsUsd.machine - formsUsd.durable) / 1e6) * orders;

  return [
    {
      what: "256 MB instead of 512 for functions that wait for others",
      savesUsd: compute / 2,
      because:
        "if they take no longer then. A quarter of the processor makes starts and JSON slower, so measure on a stage first.",
    },
    {
      what: "a batching window of a second for PlaceOrder and the senders",
      savesUsd: polls * (1 - 1 / batch) * 0.66,
      because: `in the busy hours ${perSecond.toFixed(2)} orders a second come in, so a batch has ${batch.toFixed(1)}; an order would wait up to a second more.`,
    },
    {
      what: "info lines of one order in ten (loggedOrders in infra/capacity.ts)",
      savesUsd: ingested * 0.9,
      because:
        "at the most, since reports of invocations stay; nine orders in ten would have no lines to look at when somebody asks.",
    },
    {
      what: "environments kept ready in the morning (warmMornings in infra/capacity.ts)",
      savesUsd: cheaper - readyUsd,
      because: `${ready.functions.join(" and ")} would have no cold start then, which nobody waits for: the API answers before they run.`,
    },
    {
      what: "pollers of PlaceOrder's own (pollers in infra/capacity.ts)",
      savesUsd: -pollers * 24 * daysPerMonth * standing.pollerHour.usd,
      because: `a mapping has five pollers from the start, which take 50 messages at once; ${perSecond.toFixed(2)} a second come in.`,
    },
    {
      what: "a key of the account's own (DATA_KEY=own)",
      savesUsd: -standing.key.usd - keyCalls * standing.keyRequest.usd,
      because: `1 $ for the key, and at the most a call for each of ${queues} queues every five minutes; it is for rules that ask for one.`,
    },
    isDurable
      ? {
          what: "the state machine in place of the durable function",
          savesUsd: -difference,
          because: "a Standard transition is 25 $ a million and an operation 8 $ (docs/decisions/sagas.md).",
        }
      : {
          what: "the durable function in place of the state machine (FULFILMENT=durable-function)",
          savesUsd: difference,
          because: "a Standard transition is 25 $ a million and an operation 8 $ (docs/decisions/sagas.md).",
        },
    {
      what: arm === functions.length ? "x86 in place of arm64" : "arm64 for all functions",
      savesUsd: arm === functions.length ? -compute * (0.0000166667 / 0.0000133334 - 1) : compute * 0.2,
      because: `${arm} of ${functions.length} functions run on arm64, whose seconds cost a fifth less.`,
    },
    {
      what: "provisioned capacity of tables, at 70 % of what the busy hours need, around the clock",
      savesUsd: sum(onDemand) - provisionedUsd(onDemand, ordersPerDay),
      because:
        "a unit an hour is there whether it is used or not: it pays where the night is as busy as the morning.",
    },
  ].toSorted((one, other) => other.savesUsd - one.savesUsd);
};

const usdOfArmSecond = 0.0000133334;
/** How long SQS uses a data key: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const dataKeySeconds = 300;

/** eu-west-1: https://aws.amazon.com/dynamodb/pricing/provisioned/ */
const unitHour = { write: 0.000735, read: 0.000147 };

const provisionedUsd = (lines: readonly Line[], ordersPerDay: number) =>
  lines.reduce((total, { unit, quantity }) => {
    const perOrder = quantity / (ordersPerDay * daysPerMonth);
    const perSecond = (perOrder * ordersPerDay * busy.share) / (busy.hours * 3600);
    // A table has five units at least when it scales by itself.
    const units = Math.max(5, Math.ceil(perSecond / 0.7));
    return total + units * 24 * daysPerMonth * (unit.includes("write") ? unitHour.write : unitHour.read);
  }, 0);
