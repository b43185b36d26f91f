import * as z from "zod";

/** An item in DynamoDB's JSON. */
export type Item = Readonly<Record<string, unknown>>;

/** DynamoDB's own JSON: exactly one type per value. */
const Attribute: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string().regex(/^-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$/i) }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ M: z.record(z.string(), Attribute) }),
    z.strictObject({ L: z.array(Attribute) }),
    z.strictObject({ SS: z.array(z.string()).min(1) }),
    z.strictObject({ NS: z.array(z.string()).min(1) }),
  ]),
);
/** Attributes that DynamoDB would refuse, with their values. */
export const invalidAttributes = (item: Item): string =>
  Object.entries(item)
    .filter(([, value]) => !Attribute.safeParse(value).success)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(", ");
