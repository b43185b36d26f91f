import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "sourdough-local/synth";
import { afterEach, expect, test, vi } from "vitest";
import { metricsOf } from "./alarm-rules.ts";
import { complaints, evaluate, root } from "./evaluate.ts";
import { list, readGraph } from "./graph.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("all slices in one app keep the rules", async () => {
  expect(complaints(await evaluate("local", ""))).toEqual([]);
});

test("so they do with FulfilOrder as a state machine", async () => {
  vi.stubEnv("FULFILMENT", "state-machine");
  const { graph } = await synthesize({ root });

  expect(complaints(graph)).toEqual([]);
  expect(graph.resources.filter(({ name }) => name === "FulfilOrder").map(({ type }) => type)).toEqual([
    "aws:sfn/stateMachine:StateMachine",
  ]);
});

test("FulfilOrder has one of two forms", async () => {
  vi.stubEnv("FULFILMENT", "by-hand");

  await expect(synthesize({ root })).rejects.toThrow(
    "FULFILMENT=by-hand is not a form of FulfilOrder. Use durable-function or state-machine.",
  );
});

test("a layer with a tracer is one setting away, for every function", async () => {
  const layer = "arn:aws:lambda:eu-west-1:123456789012:layer:tracer:1";
  vi.stubEnv("OTEL_LAYER", layer);
  const { functions } = readGraph((await synthesize({ root })).graph);

  expect(functions.length).toBeGreaterThan(10);
  expect(functions.filter(({ values }) => !list(values.layers as string[]).includes(layer))).toEqual([]);
});

test.each(["platform", ...readdirSync(join(root, "services")), "web"])(
  "%s is whole without the other slices, and keeps the rules where people rely on it",
  async (slice) => {
    expect(complaints(await evaluate("prod", slice))).toEqual([]);
  },
);

test("a key of the account's own is for all that holds data, and a firewall for all APIs", async () => {
  vi.stubEnv("DATA_KEY", "own");
  vi.stubEnv("FIREWALL", "on");
  const { graph } = await synthesize({ root });
  const { all } = readGraph(graph);
  const [key] = all("aws:kms/key:Key");
  const encrypted = (type: string, of: (values: Record<string, unknown>) => unknown) =>
    all(type)
      .filter(({ values }) => of(values) !== key?.arn)
      .map(({ name }) => name);

  expect(complaints(graph)).toEqual([]);
  expect(encrypted("aws:sqs/queue:Queue", ({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([]);
  expect(encrypted("aws:sns/topic:Topic", ({ kmsMasterKeyId }) => kmsMasterKeyId)).toEqual([]);
  expect(encrypted("aws:kinesis/stream:Stream", ({ kmsKeyId }) => kmsKeyId)).toEqual([]);
  expect(
    encrypted(
      "aws:dynamodb/table:Table",
      ({ serverSideEncryption }) => (serverSideEncryption as { kmsKeyArn?: string } | undefined)?.kmsKeyArn,
    ),
  ).toEqual([]);
  expect(
    JSON.stringify(
      all("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
    ),
  ).toContain(key?.arn);
  expect(
    all("aws:wafv2/webAclAssociation:WebAclAssociation")
      .map(({ values }) => values.resourceArn)
      .sort(),
  ).toEqual(
    all("aws:apigateway/stage:Stage")
      .map(({ arn }) => arn)
      .sort(),
  );
});

test.each([
  ["CAPACITY", "rushed", "CAPACITY=rushed is no row of infra/capacity.ts. Use prod, rush."],
  ["DATA_KEY", "mine", "DATA_KEY=mine is nobody's key. Use aws"],
  ["FIREWALL", "maybe", "FIREWALL=maybe is neither on nor off."],
])("refuses %s=%s", async (name, value, said) => {
  vi.stubEnv(name, value);

  await expect(synthesize({ root })).rejects.toThrow(said);
});

test("payments protects its provider, also from a redrive by hand", async () => {
  const { functions } = readGraph(await evaluate("prod", "payments"));

  const reserved = functions.map(({ handler, values }) => [
    /handlers\/([a-z-]+)/.exec(handler)?.[1],
    values.reservedConcurrentExecutions,
  ]);
  expect(Object.fromEntries(reserved)).toMatchObject({
    "authorize-payment": 8,
    "settle-payment": 8,
    "handle-provider-event": 8,
  });
});

test.each([
  ["prod", "", 'Stage "prod" is deployed slice by slice: set SERVICE'],
  ["staging", "", 'Stage "staging" is deployed slice by slice: set SERVICE'],
  ["ann", "orders", 'Stage "ann" is a personal one and deployed whole: leave SERVICE unset.'],
  ["prod", "ovens", "SERVICE=ovens is not a slice."],
])("refuses to evaluate stage %s with SERVICE=%s", async (stage, slice, said) => {
  await expect(evaluate(stage, slice)).rejects.toThrow(said);
});

test("a personal stage has no alarms, which cost, and prod has them", async () => {
  const alarms = async (stage: string, slice: string) => readGraph(await evaluate(stage, slice)).alarms;

  expect(await alarms("ann", "")).toEqual([]);
  expect(await alarms("prod", "orders")).not.toEqual([]);
});

test("budget and cost monitor of a stage count by the tag that everything of it has", async () => {
  const { all } = readGraph(await evaluate("prod", "platform"));
  const [budget] = all("aws:budgets/budget:Budget");
  const [monitor] = all("aws:costexplorer/anomalyMonitor:AnomalyMonitor");

  expect(readFileSync(join(root, "sst.config.ts"), "utf8")).toContain('"sourdough:stage": input.stage');
  expect(budget?.values.costFilters).toEqual([
    { name: "TagKeyValue", values: ["user:sourdough:stage$prod"] },
  ]);
  expect(JSON.parse(String(monitor?.values.monitorSpecification))).toEqual({
    Tags: { Key: "sourdough:stage", MatchOptions: ["EQUALS"], Values: ["prod"] },
  });
});

test("the alarms are as many as docs/decisions/alarms.md says, which is what they cost", async () => {
  const { alarms } = readGraph(await evaluate("local", ""));
  const text = readFileSync(join(root, "docs/decisions/alarms.md"), "utf8");

  expect(text).toContain(`${alarms.length} alarms over ${alarms.flatMap(metricsOf).length} metrics`);
});
