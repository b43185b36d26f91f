import { z } from "zod";
import { errorObject } from "./inputs.ts";

/** What a durable function answers to an invocation. */
const invocationAnswer = z.discriminatedUnion("Status", [
  z.looseObject({ Status: z.literal("SUCCEEDED"), Result: z.string().optional() }),
  z.looseObject({ Status: z.literal("FAILED"), Error: errorObject.optional() }),
  z.looseObject({ Status: z.literal("PENDING") }),
]);
export type InvocationAnswer = z.output<typeof invocationAnswer>;

/** Undefined for what no durable handler answers: the function is durable, and its handler is not. */
export const readAnswer = (payload: string): InvocationAnswer | undefined => {
  try {
    return invocationAnswer.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
};
