import { z } from "zod";
import { missing } from "./errors.ts";
import { integer, type list } from "./params.ts";
import type { PaymentMethod } from "./payment-intent.ts";
import type { Behaviour } from "./test-methods.ts";

/** A request whose parameters are valid: how the provider behaves, and what it does. */
export interface Execution {
  readonly behaviour: Behaviour;
  run(): unknown;
}

export type Endpoint = (params: Record<string, unknown>, ids: readonly string[]) => Execution;

export const plain = (run: () => unknown): Execution => ({ behaviour: { kind: "authorize" }, run });

export const confirming = (method: PaymentMethod | undefined, run: () => unknown): Execution => ({
  behaviour: method?.testMethod.behaviour ?? { kind: "authorize" },
  run,
});

/** One page of a list, newest first. Throws for a cursor that is no item's, as Stripe does. */
export const page = <Item extends { id: string }>(
  url: string,
  items: readonly Item[],
  { limit = 10, starting_after, ending_before }: z.output<z.ZodObject<typeof list>>,
  present: (item: Item) => unknown,
) => {
  const position = (id: string, param: string) => {
    const index = items.findIndex((item) => item.id === id);
    if (index < 0) throw missing("item of this list", id, param, 400);
    return index;
  };
  const after = starting_after === undefined ? 0 : position(starting_after, "starting_after") + 1;
  const before = ending_before === undefined ? items.length : position(ending_before, "ending_before");
  const wanted = items.slice(after, before);
  return { object: "list", data: wanted.slice(0, limit).map(present), has_more: wanted.length > limit, url };
};

/** `created=1700000000` or `created[gte]=...`: seconds since the epoch. */
export const created = z
  .union([integer, z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial()])
  .optional();

export const isCreated =
  (range: z.output<typeof created>) =>
  (item: { readonly created: number }): boolean => {
    if (range === undefined) return true;
    if (typeof range === "number") return item.created === range;
    const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range;
    return item.created > gt && item.created >= gte && item.created < lt && item.created <= lte;
  };
