import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { orderedBy } from "../cost/journey.ts";
import type { Sample } from "./points.ts";

/** What a function did on a local cloud of its own. */
export interface Recorded {
  readonly memoryMb: number;
  /** Of invocations that are no cold start and did not fail. */
  readonly samples: readonly Sample[];
  /** JSON of the newest event. */
  readonly payload: string;
}

export interface RecordOptions {
  /** JSON to invoke it with; by default what orders bring. */
  readonly payload?: string;
  /** Orders to place, or invocations to make. */
  readonly times: number;
  say(line: string): void;
}

/** Runs the function `name` on a local cloud of its own. Throws when there is none, and when nothing invokes it. */
export const recordOnLaptop = async (
  name: string,
  { payload, times, say }: RecordOptions,
): Promise<Recorded> => {
  say("Starting a local cloud ...");
  const bakery = await openBakery();
  try {
    const { arn, physicalName, memoryMb } = functionOf(bakery, name);
    const runs = () =>
      bakery.hops(
        ({ service, action, resource }) => service === "lambda" && action === "Run" && resource === arn,
      );
    const once = payload === undefined ? await ordering(bakery) : invoking(bakery, physicalName, payload);
    // The first starts threads and compiles code.
    for (let time = 0; time <= times; time++) {
      await once();
      say(`${time} of ${times} ${payload === undefined ? "orders" : "invocations"}`);
      if (time === 0 && payload === undefined && runs().length === 0)
        throw new Error(
          `Nothing on the way of an order invokes ${name}. Give it an event with --payload <file>, or take one of ${invoked(bakery).join(", ")}.`,
        );
    }
    const all = runs();
    const warm = all.slice(Math.max(1, Math.ceil(all.length / (times + 1))));
    const samples = warm.flatMap(({ durationMs, cpuMs, error }) =>
      durationMs === undefined || cpuMs === undefined || error ? [] : [{ ms: durationMs, cpuMs }],
    );
    if (samples.length === 0) {
      const { code, message } = all.at(-1)?.error ?? { code: "", message: "it did not end" };
      throw new Error(`Each invocation of ${name} failed: ${code} ${message}`);
    }
    return { memoryMb, samples, payload: String(bakery.local.journal.payloads(all.at(-1)!).input) };
  } finally {
    await bakery.stop();
  }
};

const functionsOf = ({ local }: Bakery) =>
  local.graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
const nameOf = (resource: { name: string }) => resource.name.replace(/Function$/, "");

const functionOf = (bakery: Bakery, name: string) => {
  const found = functionsOf(bakery).find((one) => nameOf(one) === name);
  if (!found)
    throw new Error(
      `${name} is no function of this system. There are ${functionsOf(bakery).map(nameOf).sort().join(", ")}.`,
    );
  if (found.inputs.durableConfig)
    throw new Error(
      `${name} is a durable function: most invocations of it are replays of one execution, so that a median of them says nothing. Tune what it calls.`,
    );
  const { arn, name: physicalName } = found.outputs;
  return { arn: String(arn), physicalName: String(physicalName), memoryMb: Number(found.inputs.memorySize) };
};

const invoked = (bakery: Bakery) => {
  const ran = new Set(
    bakery
      .hops(({ service, action }) => service === "lambda" && action === "Run")
      .map(({ resource }) => resource),
  );
  return functionsOf(bakery)
    .filter(({ outputs, inputs }) => ran.has(String(outputs.arn)) && !inputs.durableConfig)
    .map(nameOf)
    .sort();
};

const ordering = async (bakery: Bakery) => {
  const customer = await bakery.signUp();
  return () => orderedBy(bakery, customer);
};

const invoking = ({ outputs }: Bakery, physicalName: string, payload: string) => {
  const lambda = new LambdaClient({
    endpoint: outputs.awsEndpoint,
    region: outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  return () =>
    lambda.send(
      new InvokeCommand({ FunctionName: physicalName, Qualifier: "live", Payload: Buffer.from(payload) }),
    );
};
