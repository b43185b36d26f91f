import { z } from "zod";
import type { RunningCloud } from "../commands/running.ts";

/** Something that a client of the MCP server can ask of a running local cloud. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  /** JSON of bounded size. Throws `CommandError` or `ConsoleRefusal` with a sentence for whoever asks. */
  run(cloud: RunningCloud, input: z.output<Input>): Promise<unknown>;
}

/** Lets the compiler know the input of `run` by the schema. */
export const tool = <Input extends z.ZodObject>(one: Tool<Input>): Tool => one as unknown as Tool;

/** Goes on where the answer before ended. */
export const cursor = z
  .string()
  .regex(/^\d+(\.\d+)?$/, "is the nextCursor of an answer")
  .optional()
  .describe("nextCursor of the answer before");
export const name = z.string().trim().min(1);
