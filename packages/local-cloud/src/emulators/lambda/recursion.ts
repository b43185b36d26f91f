import { z } from "zod";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import type { FunctionRegistry } from "./functions.ts";
import type { Lineage } from "./lineage.ts";

const ofFunction = z.strictObject({ FunctionName: z.string() });
const putInput = ofFunction.extend({ RecursiveLoop: z.enum(["Allow", "Terminate"]) });

/** Whether Lambda stops a function's loops: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
export const recursionOperations = (functions: FunctionRegistry, lineage: Lineage): LambdaOperations => ({
  GetFunctionRecursionConfig(input) {
    const { fn } = functions.find(parseInput(ofFunction, input).FunctionName);
    return { RecursiveLoop: lineage.isAllowed(fn) ? "Allow" : "Terminate" };
  },
  PutFunctionRecursionConfig(input) {
    const { FunctionName, RecursiveLoop } = parseInput(putInput, input);
    lineage.allow(functions.find(FunctionName).fn, RecursiveLoop === "Allow");
    return { RecursiveLoop };
  },
});
