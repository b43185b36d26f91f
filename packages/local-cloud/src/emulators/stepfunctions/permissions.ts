import { z } from "zod";
import { machineOfToken } from "./tokens.ts";

const named = z.object({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
  mapRunArn: z.string().optional(),
  taskToken: z.string().optional(),
});

/** What a call needs: the action of its name on the machine or execution it names, a token naming its machine. */
export const permissions = (operation: string, input: unknown): { action: string; resource: string }[] => {
  const { stateMachineArn, executionArn, mapRunArn, taskToken } = named.safeParse(input).data ?? {};
  const machine = taskToken === undefined ? stateMachineArn : machineOfToken(taskToken);
  // Something that is no token is refused as that, whoever sends it.
  if (taskToken !== undefined && machine === undefined) return [];
  return [{ action: `states:${operation}`, resource: machine ?? executionArn ?? mapRunArn ?? "*" }];
};
