import * as z from "zod";
import {
  backward,
  type Case,
  change,
  field,
  fieldChange,
  forward,
  full,
  none,
  object,
} from "./compatibility.case.ts";
import { valueCases } from "./compatibility.values.cases.ts";

const fields: Case[] = [
  change("nothing changed", object, object, full),
  change("optional field added", object, object.extend({ note: z.string().optional() }), full),
  change("required field added", object, object.extend({ note: z.string() }), forward),
  change("field with a default added", object, object.extend({ note: z.string().default("-") }), full),
  change("optional field removed", object.extend({ note: z.string().optional() }), object, full),
  change("required field removed", object.extend({ note: z.string() }), object, backward),
  change("field with a default removed", object.extend({ note: z.string().default("-") }), object, full),
  change("required field renamed", object, z.object({ key: z.string() }), none),
  fieldChange("required made optional", z.string(), z.string().optional(), backward),
  fieldChange("optional made required", z.string().optional(), z.string(), forward),
  fieldChange("required given a default", z.string(), z.string().default("-"), full),
  fieldChange("default taken away, required again", z.string().default("-"), z.string(), full),
  fieldChange("optional given a default", z.string().optional(), z.string().default("-"), full),
  fieldChange("default made optional", z.string().default("-"), z.string().optional(), full),
  fieldChange("another default", z.string().default("a"), z.string().default("b"), full),
  fieldChange("description changed", z.int().describe("Pieces."), z.int().describe("Count."), full),
  fieldChange("field forbidden", z.string().optional(), z.never().optional(), forward),
];

const lists: Case[] = [
  fieldChange("empty list refused", z.array(z.int()), z.array(z.int()).min(1), forward),
  fieldChange("fewer items allowed", z.array(z.int()).max(5), z.array(z.int()).max(4), forward),
  fieldChange("more items allowed", z.array(z.int()).max(4), z.array(z.int()).max(5), backward),
  fieldChange("items narrowed", z.array(z.int()), z.array(z.int().min(0)), forward),
  fieldChange("items widened", z.array(z.enum(["a"])), z.array(z.enum(["a", "b"])), backward),
  fieldChange("required field in items", z.array(object), z.array(object.extend({ n: z.int() })), forward),
  fieldChange("pair instead of list", z.array(z.int()), z.tuple([z.int(), z.int()]), forward),
  fieldChange(
    "list instead of pair",
    z.tuple([z.int(), z.string()]),
    z.array(z.union([z.int(), z.string()])),
    backward,
  ),
  fieldChange("pair in another order", z.tuple([z.int(), z.string()]), z.tuple([z.string(), z.int()]), none),
  fieldChange("items of an always empty list", z.array(z.int()).max(0), z.array(z.string()).max(0), full),
];

const strict = z.strictObject({ id: z.string() });
const loose = z.looseObject({ id: z.string() });

const objects: Case[] = [
  change("closed object opened", strict, object, full),
  change("open object closed", object, strict, full),
  change(
    "optional field in a closed object",
    strict,
    strict.extend({ note: z.string().optional() }),
    backward,
  ),
  change("field taken from a closed object", strict.extend({ note: z.string() }), strict, none),
  change("unknown fields let through", object, loose, full),
  change("unknown fields no longer let through", loose, object, full),
  change("unknown fields let through, then refused", loose, strict, forward),
  change("type for a field that was let through", loose, loose.extend({ note: z.int().optional() }), forward),
  change("unknown fields get a type", loose, object.catchall(z.int()), forward),
  change(
    "names restricted",
    z.record(z.string(), z.int()),
    z.record(z.string().regex(/^[a-z]/), z.int()),
    forward,
  ),
  change(
    "values of a record narrowed",
    z.record(z.string(), z.int()),
    z.record(z.string(), z.int().min(0)),
    forward,
  ),
  change(
    "one more key in a record of all keys",
    z.record(z.enum(["a", "b"]), z.int()),
    z.record(z.enum(["a", "b", "c"]), z.int()),
    none,
  ),
  change(
    "record of some keys spelled out",
    z.partialRecord(z.enum(["a"]), z.int()),
    z.object({ a: z.int().optional() }),
    full,
  ),
  fieldChange("deep inside, narrowed", field(field(z.int())), field(field(z.int().min(0))), forward),
  fieldChange(
    "deep inside, optional added",
    field(object),
    field(object.extend({ n: z.int().optional() })),
    full,
  ),
  fieldChange("deep inside, required added", field(object), field(object.extend({ n: z.int() })), forward),
];

const card = z.object({ by: z.literal("card"), last4: z.string().regex(/^\d{4}$/) });
const cash = z.object({ by: z.literal("cash") });
const voucher = z.object({ by: z.literal("voucher"), code: z.string() });

const unions: Case[] = [
  change("union member added", z.union([card, cash]), z.union([card, cash, voucher]), backward),
  change(
    "union member removed",
    z.discriminatedUnion("by", [card, cash, voucher]),
    z.discriminatedUnion("by", [card, cash]),
    forward,
  ),
  change("union members reordered", z.union([card, cash]), z.union([cash, card]), full),
  change(
    "union member narrowed",
    z.union([card, cash]),
    z.union([card.extend({ last4: z.literal("0000") }), cash]),
    forward,
  ),
  change(
    "union split by its field",
    z.object({ by: z.enum(["cash", "points"]) }),
    z.union([cash, z.object({ by: z.literal("points") })]),
    full,
  ),
  change(
    "union merged, looser",
    z.union([card, cash]),
    z.object({ by: z.enum(["card", "cash"]), last4: z.string().optional() }),
    backward,
  ),
  fieldChange("type added", z.string(), z.union([z.string(), z.int()]), backward),
  fieldChange(
    "text by halves",
    z.string().regex(/^[a-f]$/),
    z.union([z.string().regex(/^[a-c]$/), z.string().regex(/^[c-f]$/)]),
    full,
  ),
  fieldChange("member that another one has", z.string(), z.union([z.string(), z.literal("a")]), full),
  fieldChange(
    "absent or there, as two members",
    object.extend({ n: z.int().optional() }),
    z.union([object.extend({ n: z.int() }), object.extend({ n: z.never().optional() })]),
    full,
  ),
];

const history = (
  name: string,
  before: readonly z.ZodType[],
  after: z.ZodType,
  allowedBy: Case["allowedBy"],
) => ({
  name,
  before: before.map((schema) => z.object({ id: z.string(), x: schema.optional() })),
  after: z.object({ id: z.string(), x: after.optional() }),
  allowedBy,
});

const histories: Case[] = [
  history("widened twice", [z.enum(["a"]), z.enum(["a", "b"])], z.enum(["a", "b", "c"]), backward),
  history("narrowed twice", [z.int(), z.int().min(0)], z.int().min(1), forward),
  history("narrowed, then as it was", [z.int(), z.int().min(0)], z.int(), backward),
  history("never there between", [z.string(), z.never()], z.int(), ["BACKWARD"]),
  {
    name: "name of a field used again",
    before: [object.extend({ note: z.string().optional() }), object],
    after: object.extend({ note: z.int().optional() }),
    allowedBy: ["BACKWARD", "FORWARD", "FULL"],
  },
  {
    name: "optional fields one after the other",
    before: [object, object.extend({ a: z.int().optional() })],
    after: object.extend({ a: z.int().optional(), b: z.int().optional() }),
    allowedBy: full,
  },
  {
    name: "required by way of optional",
    before: [object, object.extend({ a: z.int().optional() }), object.extend({ a: z.int().default(0) })],
    after: object.extend({ a: z.int() }),
    allowedBy: ["BACKWARD", "FORWARD", "FORWARD_TRANSITIVE", "FULL"],
  },
];

/** Changes of a contract, and which modes allow them. */
export const cases: readonly Case[] = [
  ...fields,
  ...valueCases,
  ...lists,
  ...objects,
  ...unions,
  ...histories,
];
