import type { Compatibility } from "@sourdough/events-schema";
import * as z from "zod";

/** A change of a contract, and the modes that allow it. */
export interface Case {
  name: string;
  /** Registered revisions, oldest first. */
  before: readonly z.ZodType[];
  after: z.ZodType;
  allowedBy: readonly Compatibility[];
}

const backward: readonly Compatibility[] = ["BACKWARD", "BACKWARD_TRANSITIVE"];
const forward: readonly Compatibility[] = ["FORWARD", "FORWARD_TRANSITIVE"];
const full: readonly Compatibility[] = [...backward, ...forward, "FULL", "FULL_TRANSITIVE"];
const none: readonly Compatibility[] = [];

const object = z.object({ id: z.string() });
const field = (schema: z.ZodType) => z.object({ x: schema });
const change = (name: string, before: z.ZodType, after: z.ZodType, allowedBy: Case["allowedBy"]): Case => ({
  name,
  before: [before],
  after,
  allowedBy,
});
/** The change of the one field of an object. */
const fieldChange = (name: string, before: z.ZodType, after: z.ZodType, allowedBy: Case["allowedBy"]) =>
  change(name, field(before), field(after), allowedBy);

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

const types: Case[] = [
  fieldChange("text to whole number", z.string(), z.int(), none),
  fieldChange("whole number to any number", z.int(), z.number(), backward),
  fieldChange("any number to whole number", z.number(), z.int(), forward),
  fieldChange("yes or no to text", z.boolean(), z.string(), none),
  fieldChange("anything instead of text", z.string(), z.unknown(), backward),
  fieldChange("text instead of anything", z.unknown(), z.string(), forward),
  fieldChange("object instead of text", z.string(), object, none),
  fieldChange("list instead of one", z.string(), z.array(z.string()), none),
  fieldChange("null allowed", z.string(), z.string().nullable(), backward),
  fieldChange("null no longer allowed", z.string().nullable(), z.string(), forward),
  fieldChange("null instead of absent", z.string().optional(), z.string().nullable(), none),
];

const choices: Case[] = [
  fieldChange("enum widened", z.enum(["a", "b"]), z.enum(["a", "b", "c"]), backward),
  fieldChange("enum narrowed", z.enum(["a", "b", "c"]), z.enum(["a", "b"]), forward),
  fieldChange("enum reordered", z.enum(["a", "b"]), z.enum(["b", "a"]), full),
  fieldChange("enum value renamed", z.enum(["a", "b"]), z.enum(["a", "B"]), none),
  fieldChange("enum opened to text", z.enum(["a", "b"]), z.string(), backward),
  fieldChange("text closed to enum", z.string(), z.enum(["a", "b"]), forward),
  fieldChange("enum written as a pattern", z.enum(["ab", "ac"]), z.string().regex(/^a[bc]$/), full),
  fieldChange(
    "enum written as constants",
    z.enum(["a", "b"]),
    z.union([z.literal("a"), z.literal("b")]),
    full,
  ),
  fieldChange("constant changed", z.literal("a"), z.literal("b"), none),
  fieldChange("constant opened to enum", z.literal("a"), z.enum(["a", "b"]), backward),
  fieldChange("yes or no fixed to yes", z.boolean(), z.literal(true), forward),
  fieldChange("yes or no as two constants", z.boolean(), z.union([z.literal(false), z.literal(true)]), full),
  fieldChange("number to text of it", z.literal(1), z.literal("1"), none),
  fieldChange("few whole numbers written out", z.int().min(1).max(3), z.literal([1, 2, 3]), full),
];

const numbers: Case[] = [
  fieldChange("minimum raised", z.int().min(0), z.int().min(1), forward),
  fieldChange("minimum lowered", z.int().min(1), z.int().min(0), backward),
  fieldChange("maximum lowered", z.int().max(100), z.int().max(99), forward),
  fieldChange("maximum raised", z.int().max(99), z.int().max(100), backward),
  fieldChange("range shifted", z.int().min(0).max(10), z.int().min(5).max(15), none),
  fieldChange("minimum left out, of whole numbers", z.int().gt(0), z.int().min(1), full),
  fieldChange("minimum left out, of any number", z.number().min(0).max(9), z.number().gt(0).max(9), forward),
  fieldChange("maximum left out, of any number", z.number().min(0).lt(9), z.number().min(0).max(9), backward),
  fieldChange("only every fifth", z.int(), z.int().multipleOf(5), forward),
  fieldChange("every fifth instead of every tenth", z.int().multipleOf(10), z.int().multipleOf(5), backward),
  fieldChange("every third instead of every fifth", z.int().multipleOf(5), z.int().multipleOf(3), none),
  fieldChange("halves allowed", z.int().min(0).max(9), z.number().min(0).max(9).multipleOf(0.5), backward),
  fieldChange(
    "range cut in two without a hole",
    z.int().min(0).max(1000),
    z.union([z.int().min(0).max(499), z.int().min(500).max(1000)]),
    full,
  ),
  fieldChange(
    "range cut in two with a hole",
    z.int().min(0).max(12),
    z.union([z.int().min(0).max(5), z.int().min(7).max(12)]),
    forward,
  ),
];

const texts: Case[] = [
  fieldChange("length tightened", z.string().max(20), z.string().max(19), forward),
  fieldChange("length loosened", z.string().max(19), z.string().max(20), backward),
  fieldChange("empty text refused", z.string(), z.string().min(1), forward),
  fieldChange("length limited for the first time", z.string(), z.string().max(5), forward),
  fieldChange("pattern narrowed", z.string().regex(/^[a-z0-9]+$/), z.string().regex(/^[a-z]+$/), forward),
  fieldChange("pattern widened", z.string().regex(/^[a-z]+$/), z.string().regex(/^[a-z-]+$/), backward),
  fieldChange("pattern added", z.string(), z.string().regex(/^[a-z]*$/), forward),
  fieldChange(
    "pattern without its end",
    z.string().regex(/^ord-\d{3}$/),
    z.string().regex(/^ord-/),
    backward,
  ),
  fieldChange(
    "same pattern in other words",
    z.string().regex(/^\d\d?$/),
    z.string().regex(/^[0-9]{1,2}$/),
    full,
  ),
  fieldChange(
    "length in the pattern",
    z.string().regex(/^[a-z]{1,9}$/),
    z
      .string()
      .regex(/^[a-z]+$/)
      .max(9),
    full,
  ),
  fieldChange("length taken for granted", z.string().regex(/^[a-z]{2}$/), z.string().max(5), backward),
  fieldChange(
    "two patterns for one",
    z.string().regex(/^ab+c$/),
    z.string().regex(/^ab/).regex(/bc$/),
    backward,
  ),
  fieldChange("longer prefix", z.string().startsWith("ord-"), z.string().startsWith("order-"), none),
  fieldChange("time with any offset", z.iso.datetime(), z.iso.datetime({ offset: true }), backward),
  fieldChange("time with milliseconds only", z.iso.datetime(), z.iso.datetime({ precision: 3 }), forward),
  fieldChange("time opened to text", z.iso.datetime(), z.string(), backward),
  fieldChange("day instead of time", z.iso.datetime(), z.iso.date(), none),
  fieldChange("UUID of any version", z.uuidv4(), z.uuid(), backward),
  fieldChange("UUID instead of text", z.string(), z.uuid(), forward),
  fieldChange("link opened to text", z.url(), z.string(), backward),
  fieldChange("text closed to links", z.string(), z.url(), forward),
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
  ...types,
  ...choices,
  ...numbers,
  ...texts,
  ...lists,
  ...objects,
  ...unions,
  ...histories,
];
