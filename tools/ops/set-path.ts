import { UsageError } from "../command.ts";

type Json = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Json => typeof value === "object" && value !== null;

const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * A copy with `a.b.0.c=value` set: JSON where it is JSON, else text; nothing after the `=` takes the field away. Throws
 * `UsageError` where something on the way is neither an object nor a list.
 */
export const setPath = (root: unknown, assignment: string): unknown => {
  const at = assignment.indexOf("=");
  const path = assignment.slice(0, at).split(".");
  if (at < 1 || path.some((step) => step === "" || step === "__proto__"))
    throw new UsageError(`--set ${assignment}: write path=value, such as detail.data.quantity=2.`);
  const copy = structuredClone(root);
  let holder: unknown = copy;
  for (const [index, step] of path.entries()) {
    if (!isContainer(holder))
      throw new UsageError(
        `--set ${assignment}: ${path.slice(0, index).join(".") || "it"} is no object, so it has no ${step}.`,
      );
    if (Array.isArray(holder) && !(/^\d+$/.test(step) && Number(step) <= holder.length))
      throw new UsageError(
        `--set ${assignment}: ${path.slice(0, index).join(".")} is a list of ${holder.length}, so it has no ${step}.`,
      );
    const fields = holder as Record<string, unknown>;
    if (index < path.length - 1) holder = fields[step] ??= {};
    else if (at === assignment.length - 1) delete fields[step];
    else fields[step] = jsonOrText(assignment.slice(at + 1));
  }
  return copy;
};

/** All of them, one after the other. */
export const setPaths = (root: unknown, assignments: unknown): unknown =>
  ((assignments ?? []) as string[]).reduce(setPath, root);
