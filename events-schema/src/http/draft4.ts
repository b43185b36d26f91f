import * as z from "zod";

/** JSON Schema draft 4, which is what the request models of API Gateway take. */
export const toDraft4 = (schema: z.ZodType): object => z.toJSONSchema(schema, { target: "draft-4" });
