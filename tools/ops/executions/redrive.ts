import { ExecutionNotRedrivable, RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import type { Target } from "../target.ts";
import type { Found } from "./find.ts";
import { isDurable } from "./history.ts";

/** What became of an execution. */
export interface RedrivenExecution {
  readonly arn: string;
  readonly outcome: "goes on" | "would go on" | "stays";
  readonly why?: string;
}

/**
 * Lets an execution go on from the state it failed in. Who is killed after asking and asks again is told that it runs,
 * so nothing is done twice.
 */
export const redriveExecution = async (
  { sfn }: Target,
  { arn, whyNotRedrivable }: Found,
  { dryRun }: { dryRun: boolean },
): Promise<RedrivenExecution> => {
  if (whyNotRedrivable) return { arn, outcome: "stays", why: whyNotRedrivable };
  if (dryRun || isDurable(arn)) return { arn, outcome: "would go on" };
  try {
    await sfn.send(new RedriveExecutionCommand({ executionArn: arn }));
    return { arn, outcome: "goes on" };
  } catch (error) {
    if (error instanceof ExecutionNotRedrivable) return { arn, outcome: "stays", why: error.message };
    throw error;
  }
};
