import { z } from "zod";
import { unqualified } from "../../core/arn.ts";
import { machineOfToken } from "./tokens.ts";

const named = z.object({
  stateMachineArn: z.string().optional(),
  stateMachineVersionArn: z.string().optional(),
  stateMachineAliasArn: z.string().optional(),
  routingConfiguration: z.array(z.object({ stateMachineVersionArn: z.string() })).optional(),
  publish: z.boolean().optional(),
  executionArn: z.string().optional(),
  mapRunArn: z.string().optional(),
  taskToken: z.string().optional(),
});

/**
 * What a call needs: the action of its name on the machine or execution it names, a token naming its machine. A version
 * or an alias is authorized by the ARN of its machine:
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export const permissions = (operation: string, input: unknown): { action: string; resource: string }[] => {
  const { executionArn, mapRunArn, taskToken, publish, routingConfiguration, ...machine } =
    named.safeParse(input).data ?? {};
  // Something that is no token is refused as that, whoever sends it.
  const ofToken = taskToken === undefined ? undefined : machineOfToken(taskToken);
  if (taskToken !== undefined && ofToken === undefined) return [];
  const machineArn =
    machine.stateMachineArn ??
    machine.stateMachineAliasArn ??
    machine.stateMachineVersionArn ??
    routingConfiguration?.[0]?.stateMachineVersionArn;
  const resource =
    ofToken ?? (machineArn === undefined ? (executionArn ?? mapRunArn ?? "*") : unqualified(machineArn));
  return [
    { action: `states:${operation}`, resource },
    ...(publish ? [{ action: "states:PublishStateMachineVersion", resource }] : []),
  ];
};
