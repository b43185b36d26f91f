import * as z from "zod";
import type { EventContract } from "./event.ts";

const count = z.int().min(0).optional();
const Type = z.enum(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** The part of JSON Schema 2020-12 that contracts may be made of; anything else is an error, never ignored. */
export const JsonSchema = z.strictObject({
  $schema: z.string().optional(),
  $id: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  readOnly: z.boolean().optional(),
  "x-personal": z.boolean().optional(),
  type: z.union([Type, z.array(Type)]).optional(),
  const: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  default: z.unknown().optional(),
  minLength: count,
  maxLength: count,
  pattern: z.string().optional(),
  format: z.string().optional(),
  allOf: z.array(z.strictObject({ pattern: z.string() })).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().optional(),
  minItems: count,
  maxItems: count,
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), JsonSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), JsonSchema]).optional();
  },
  get propertyNames() {
    return JsonSchema.optional();
  },
  get items() {
    return z.union([z.literal(false), JsonSchema]).optional();
  },
  get prefixItems() {
    return z.array(JsonSchema).optional();
  },
  get anyOf() {
    return z.array(JsonSchema).optional();
  },
  get oneOf() {
    return z.array(JsonSchema).optional();
  },
  not: z.strictObject({}).optional(),
});
export type JsonSchema = z.infer<typeof JsonSchema>;

/** What JSON Schema would leave out without a word, so that nobody could compare two versions of it. */
function lossOf(schema: z.core.$ZodType): string | undefined {
  const { def } = schema._zod;
  if (def.type === "pipe" || def.type === "transform" || def.type === "catch")
    return "a transformation: let publisher and consumer convert, the event is what is on the wire";
  for (const { _zod: check } of def.checks ?? []) {
    if (check.def.check === "custom")
      return "a refinement: say it with a type, a range, a pattern or a union, or check it in the domain";
    if (check.def.check === "overwrite") return "an overwrite, such as trim(): convert before publishing";
    if ("pattern" in check.def && check.def.pattern instanceof RegExp && check.def.pattern.flags !== "")
      return `a pattern with the flags "${check.def.pattern.flags}": write it without`;
  }
  return undefined;
}

/** What a schema takes, as JSON Schema. Throws when JSON Schema cannot say it. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, path }) => {
      const loss = lossOf(zodSchema);
      const field = path.filter((_, index) => path[index - 1] === "properties").join(".");
      if (loss) throw new Error(`${field || "the contract"} has ${loss}`);
    },
  });
  return JsonSchema.parse(json);
}

/** `metadata` and `data` of an event: what a consumer of this version takes. */
export const eventJsonSchema = (event: EventContract): JsonSchema => toJsonSchema(event.detail);
