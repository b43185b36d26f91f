import { expect, test } from "vitest";
import { lightOutputClass, type OutputClass } from "./light-outputs.ts";

const unknown = { isUnknown: true };
const isUnknown = (value: unknown) => value === unknown;
const Explained = class {
  toString = () => "Calling [toString] on an [Output<T>] is not supported.";
};
const Output = lightOutputClass(
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
