import * as z from "zod";
import { backward, type Case, fieldChange, forward, full, none, object } from "./compatibility.case.ts";

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

/** Changes of what one value may be. */
export const valueCases: readonly Case[] = [...types, ...choices, ...numbers, ...texts];
