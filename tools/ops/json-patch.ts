import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { UsageError } from "../command.ts";

const path = z.string().regex(/^(\/[^/]*)*$/, "a JSON pointer such as /detail/data/quantity");
const Operations = z.array(
  z.discriminatedUnion("op", [
    z.strictObject({ op: z.enum(["add", "replace", "test"]), path, value: z.unknown() }),
    z.strictObject({ op: z.literal("remove"), path }),
    z.strictObject({ op: z.enum(["move", "copy"]), from: path, path }),
  ]),
);

type Fields = Record<string, unknown>;

const steps = (pointer: string) =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What holds the last step of a pointer. Throws `UsageError` when it is not there. */
const holderOf = (root: unknown, pointer: string): { holder: Fields | unknown[]; last: string } => {
  const way = steps(pointer);
  const last = way.pop();
  if (last === undefined) throw new UsageError("The patch changes all of the message: name a part of it.");
  let holder = root;
  for (const step of way) holder = Object.hasOwn(Object(holder), step) ? (holder as Fields)[step] : undefined;
  if (typeof holder !== "object" || holder === null || last === "__proto__")
    throw new UsageError(`The patch's ${pointer} leads nowhere.`);
  return { holder: holder as Fields | unknown[], last };
};

const get = (root: unknown, pointer: string): unknown => {
  const { holder, last } = holderOf(root, pointer);
  if (!Object.hasOwn(holder, last)) throw new UsageError(`The patch's ${pointer} is not there.`);
  return (holder as Fields)[last];
};

const remove = (root: unknown, pointer: string) => {
  const value = get(root, pointer);
  const { holder, last } = holderOf(root, pointer);
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return value;
};

const add = (root: unknown, pointer: string, value: unknown) => {
  const { holder, last } = holderOf(root, pointer);
  if (!Array.isArray(holder)) {
    holder[last] = value;
    return;
  }
  const index = last === "-" ? holder.length : Number(last);
  if (!(Number.isInteger(index) && index >= 0 && index <= holder.length))
    throw new UsageError(`The patch's ${pointer} is no place of a list of ${holder.length}.`);
  holder.splice(index, 0, value);
};

/**
 * A copy with a JSON Patch applied: https://datatracker.ietf.org/doc/html/rfc6902. Throws `UsageError` when it is none,
 * or one of its tests fails.
 */
export const applyPatch = (body: unknown, patch: unknown): unknown => {
  const { data, error } = Operations.safeParse(patch);
  if (!data) throw new UsageError(`It is no JSON Patch: ${z.prettifyError(error)}`);
  const copy = structuredClone(body);
  for (const operation of data) {
    switch (operation.op) {
      case "add":
        add(copy, operation.path, operation.value);
        break;
      case "remove":
        remove(copy, operation.path);
        break;
      case "replace":
        remove(copy, operation.path);
        add(copy, operation.path, operation.value);
        break;
      case "move":
        add(copy, operation.path, remove(copy, operation.from));
        break;
      case "copy":
        add(copy, operation.path, structuredClone(get(copy, operation.from)));
        break;
      case "test":
        if (!isDeepStrictEqual(get(copy, operation.path), operation.value))
          throw new UsageError(`The patch's test of ${operation.path} fails: nothing was changed.`);
    }
  }
  return copy;
};
