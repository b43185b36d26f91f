import { expect, test } from "vitest";
import { lightOutputs, type OutputClass } from "./light-outputs.ts";

const unknown = { isUnknown: true };
const isUnknown = (value: unknown) => value === unknown;
const Explained = class {
  toString = () => "Calling [toString] on an [Output<T>] is not supported.";
};
const { Output, lift, simple } = lightOutputs(
  {
    unknown,
    isUnknown,
    containsUnknowns: (value) => isUnknown(value) || Object.values(value ?? {}).some(isUnknown),
  },
  () => Explained as unknown as OutputClass,
);

interface Made {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  readonly [member: string]: unknown;
  resources(): Set<unknown>;
  allResources(): Promise<Set<unknown>>;
  promise(withUnknowns?: boolean): Promise<unknown>;
  apply(callback: (value: never) => unknown): Made;
}
interface Given {
  readonly by?: readonly string[];
  readonly isKnown?: boolean;
  readonly isSecret?: boolean;
}
const make = (value: unknown, { by = [], isKnown = true, isSecret = false }: Given = {}) =>
  new Output(
    by,
    Promise.resolve(value),
    Promise.resolve(isKnown),
    Promise.resolve(isSecret),
  ) as unknown as Made;
const known = async (output: Made) => ({
  value: await output.promise(),
  isKnown: await output.isKnown,
  isSecret: await output.isSecret,
  resources: [...(await output.allResources())],
});

test("applies a function to a value, and keeps where it comes from and that it is secret", async () => {
  const doubled = make(21, { by: ["queue"], isSecret: true }).apply((value: number) => value * 2);
  expect(await known(doubled)).toEqual({ value: 42, isKnown: true, isSecret: true, resources: ["queue"] });
  expect([...doubled.resources()]).toEqual(["queue"]);
});

test("takes what a function answers out of promises and outputs", async () => {
  const outer = make("a", { by: ["queue"] });
  const inner = make("b", { by: ["table"], isSecret: true });
  expect(await known(outer.apply(async () => inner))).toEqual({
    value: "b",
    isKnown: true,
    isSecret: true,
    resources: ["queue", "table"],
  });
  expect(await known(make(inner))).toMatchObject({ value: "b", isSecret: true, resources: ["table"] });
});

test("has the members of its value as outputs, and none that would make it something else", async () => {
  const output = make({ name: "orders", arn: { region: "eu-west-1" } }) as Made & { arn: Made; name: Made };
  expect(await output.name.promise()).toBe("orders");
  expect(await (output.arn.region as Made).promise()).toBe("eu-west-1");
  expect(await (make(undefined).name as Made).promise()).toBeUndefined();
  for (const member of ["then", "__pulumiResource", "doNotCapture"]) expect(output[member]).toBeUndefined();
  expect(Output.isInstance(output)).toBe(true);
  expect(Output.isInstance({ name: "orders" })).toBe(false);
});

test("calls no function with a value that is unknown", async () => {
  const output = make("?", { isKnown: false });
  const called: unknown[] = [];
  const applied = output.apply((value) => called.push(value));
  expect(await known(applied)).toMatchObject({ value: undefined, isKnown: false });
  expect(await known(output.name as Made)).toMatchObject({ value: undefined, isKnown: false });
  expect(await make({ id: unknown }, { isKnown: false }).promise()).toBeUndefined();
  expect(called).toEqual([]);
});

test("fails with what its value, its function or an output in it fails with", async () => {
  const failure = new Error("no such table");
  const failing = new Output([], Promise.reject(failure), Promise.resolve(true), Promise.resolve(false));
  await expect(failing.promise()).rejects.toBe(failure);
  const applied = make(1).apply(() => Promise.reject(failure));
  await expect(applied.isKnown).rejects.toBe(failure);
  await expect(
    make(1)
      .apply(() => failing)
      .promise(),
  ).rejects.toBe(failure);
});

test("takes resources that somebody gave to one output, as SST does", async () => {
  const output = make("a", { by: ["queue"] });
  Object.assign(output, { allResources: () => Promise.resolve(new Set(["role"])) });
  expect([...(await output.apply((value) => value).allResources())]).toContain("role");
});

test("says in Pulumi's words that it has no text", () => {
  expect(`${make(1)}`).toBe("Calling [toString] on an [Output<T>] is not supported.");
});

test("lifts a value with outputs and promises in it to one output, with all that is known of them", async () => {
  const queue = make("queue-url", { by: ["queue"] });
  const token = make(Promise.resolve("secret"), { by: ["token"], isSecret: true });
  const lifted = lift({ urls: [queue, Promise.resolve([queue])], deep: { token }, at: 1 }) as Made;
  expect([...lifted.resources()].sort()).toEqual(["queue", "token"]);
  expect(await known(lifted)).toEqual({
    value: { urls: ["queue-url", ["queue-url"]], deep: { token: "secret" }, at: 1 },
    isKnown: true,
    isSecret: true,
    resources: ["queue", "token"],
  });
});

test("lifts what an output comes to, where outputs are in that", async () => {
  const role = make("role-arn", { by: ["role"] });
  const lifted = lift(make({ role }, { by: ["function"] })) as Made;
  expect(await known(lifted)).toMatchObject({
    value: { role: "role-arn" },
    resources: ["function", "role"],
  });
});

test("copies a value in which nothing waits, and keeps resources in it as they are", () => {
  const bucket = Object.assign(Object.create({ kind: "bucket" }) as object, { __pulumiResource: true });
  const given = { list: [1, undefined, { bucket }], none: null };
  const copy = lift(given) as typeof given;
  expect(copy).toEqual(given);
  expect(copy).not.toBe(given);
  expect((copy.list[2] as { bucket: unknown }).bucket).toBe(bucket);
  expect(lift("text")).toBe("text");
});

test("lifts to what is unknown where a part of it is", async () => {
  const lifted = lift([make(1), make("?", { isKnown: false })]) as Made;
  expect(await known(lifted)).toMatchObject({ isKnown: false });
});

test("fails with what a part of a lifted value fails with, and says when a value contains itself", async () => {
  const failure = new Error("no such table");
  await expect((lift({ table: [Promise.reject(failure)] }) as Made).promise()).rejects.toBe(failure);
  const ring: Record<string, unknown> = {};
  ring.again = [ring];
  expect(() => lift(ring)).toThrow("Cannot create an Output from a circular structure");
});

test("makes a simple output of a value or of a promise", async () => {
  const from = async (value: unknown) => known(simple(value) as unknown as Made);
  expect(await from(7)).toEqual({ value: 7, isKnown: true, isSecret: false, resources: [] });
  expect(await from(Promise.resolve(make(7, { by: ["queue"] })))).toMatchObject({
    value: 7,
    resources: ["queue"],
  });
  expect(await from(unknown)).toMatchObject({ isKnown: false });
});

test("gives its resources to each who asks as a set of their own, since Pulumi adds to it", async () => {
  const output = make("a", { by: ["queue"] });
  for (const one of [
    output,
    output.apply((value) => value),
    simple(1) as unknown as Made,
    lift([output]) as Made,
  ])
    (await one.allResources()).add("added");
  expect([...(await output.allResources())]).toEqual(["queue"]);
  expect([...(await (simple(1) as unknown as Made).allResources())]).toEqual([]);
});
