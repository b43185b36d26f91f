import type * as z from "zod";
import type { DataOf, EventContract } from "./event.ts";

type Element<Value> = Value extends readonly (infer Item)[] ? Element<Item> : NonNullable<Value>;

/** Paths of the fields of a value; those of a list are those of its elements: `lines.sku`. */
type PathOf<Value> =
  Element<Value> extends infer Item
    ? Item extends object
      ? {
          [Field in keyof Item & string]-?: Field | `${Field}.${PathOf<Item[Field]>}`;
        }[keyof Item & string]
      : never
    : never;

type Head<Path extends string> = Path extends `${infer First}.${string}` ? First : Path;
type Below<Path extends string, Field> = Path extends `${Field & string}.${infer Rest}` ? Rest : never;

/** `Value` with the fields at `Path` only; those at `Sure` are always there. */
type At<Value, Path extends string, Sure extends string> = Value extends readonly (infer Item)[]
  ? At<Item, Path, Sure>[]
  : Value extends object
    ? {
        [Field in keyof Value as Field extends Sure ? never : Field & Head<Path>]: Field extends Path
          ? Value[Field]
          : At<Value[Field], Below<Path, Field>, Below<Sure, Field>>;
      } & {
        [Field in keyof Value & Sure]-?: NonNullable<Value[Field]>;
      }
    : Value;

type ShapeOf<Data> = {
  [Field in keyof Data]-?: object extends Pick<Data, Field>
    ? z.ZodOptional<z.ZodType<NonNullable<Data[Field]>>>
    : z.ZodType<Data[Field]>;
};

/** A contract as one consumer takes it: validated as a whole, typed as the fields the consumer reads. */
export type Part<
  Event extends EventContract,
  Path extends string,
  Sure extends string = never,
> = EventContract<
  Event["source"],
  Event["name"],
  Event["version"],
  z.ZodObject<ShapeOf<At<DataOf<Event>, Path, Sure>>>
> &
  Reads;

/** What a consumer says about an event it takes. */
export interface Reads {
  /** Paths in `data`, such as `customer.email`, or `lines.sku` for a field of each line. */
  readonly reads: readonly string[];
  /** Optional fields without which the event is not for this consumer; its rule or filter sees to that. */
  readonly having: readonly string[];
  /** Optional fields with which it is not. */
  readonly lacking: readonly string[];
  /** Values a field must have one of; with others it is not. */
  readonly among: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * States which fields of an event a consumer reads. The compiler holds functions to it, the routing proof holds rules,
 * filters, templates and state machines to it, and the compatibility gate knows from it whom a change concerns.
 */
export const reads = <
  Event extends EventContract,
  const Path extends PathOf<DataOf<Event>>,
  const Sure extends Path = never,
>(
  event: Event,
  paths: readonly Path[],
  only: {
    having?: readonly Sure[];
    lacking?: readonly PathOf<DataOf<Event>>[];
    among?: { readonly [Field in keyof DataOf<Event>]?: readonly DataOf<Event>[Field][] };
  } = {},
): Part<Event, Path, Sure> =>
  // The contract itself, seen through a narrower type: who reads less than it has is not in the way of changes.
  ({
    ...event,
    reads: paths,
    having: only.having ?? [],
    lacking: only.lacking ?? [],
    among: only.among ?? {},
  }) as unknown as Part<Event, Path, Sure>;

/** The consumers of a service by the name of their function, state machine or rule, and what each of them takes. */
export type Consumers = Readonly<
  Record<string, readonly [EventContract & Reads, ...(EventContract & Reads)[]]>
>;

/** Keeps the types of what each consumer takes. */
export const consumers = <const All extends Consumers>(all: All): All => all;
