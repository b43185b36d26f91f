import type { Expression } from "./jsonata.ts";

/** Stands around an expression in a key that an entity makes; no id has it. */
const mark = "\u0000";

/** `'order#' & $orderId` of what was made of `$orderId`. */
const concatenation = (text: string): Expression =>
  text
    .split(mark)
    .map((part, index) => (index % 2 === 1 ? part : part && `'${part}'`))
    .filter((part) => part !== "")
    .join(" & ");

/**
 * What `make` makes of ids, such as an entity's key, in DynamoDB's JSON with expressions in the ids' place: fields for
 * `template` or `object`.
 */
export const attributes = <Ids extends string[], Made extends Readonly<Record<string, string>>>(
  make: (...ids: Ids) => Made,
  ...ids: Ids & Expression[]
): { readonly [Name in keyof Made]: { readonly S: Expression } } => {
  const made = make(...(ids.map((id) => `${mark}${id}${mark}`) as Ids));
  return Object.fromEntries(
    Object.entries(made).map(([name, text]) => [name, { S: concatenation(text) }]),
  ) as { [Name in keyof Made]: { S: Expression } };
};
