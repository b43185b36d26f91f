import { z } from "zod";
import { arnOf, unqualified } from "../../core/arn.ts";
import type { Account } from "../../core/resource-type.ts";
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
  activityArn: z.string().optional(),
  resourceArn: z.string().optional(),
  name: z.string().optional(),
  roleArn: z.string().optional(),
});

/** What a call makes, whose ARN is not in its input. */
const made: Readonly<Record<string, string>> = {
  CreateStateMachine: "stateMachine",
  CreateActivity: "activity",
};

/**
 * What a call needs: the action of its name on the machine or execution it names, a token naming its machine. A version
 * or an alias is authorized by the ARN of its machine:
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export const permissions = (
  operation: string,
  input: unknown,
  account?: Account,
): { action: string; resource: string }[] => {
  const { executionArn, mapRunArn, taskToken, publish, routingConfiguration, ...machine } =
    named.safeParse(input).data ?? {};
  // Something that is no token is refused as that, whoever sends it.
  const ofToken = taskToken === undefined ? undefined : machineOfToken(taskToken);
  if (taskToken !== undefined && ofToken === undefined) return [];
  const madeBy = (name: string) =>
    account && made[name] && arnOf("states", account, `${made[name]}:${machine.name}`);
  const passed = /^((Create|Update)StateMachine|TestState)$/.test(operation) ? machine.roleArn : undefined;
  const machineArn =
    machine.stateMachineArn ??
    machine.stateMachineAliasArn ??
    machine.stateMachineVersionArn ??
    routingConfiguration?.[0]?.stateMachineVersionArn;
  const resource =
    ofToken ??
    (machineArn === undefined
      ? (executionArn ?? mapRunArn ?? machine.activityArn ?? machine.resourceArn ?? madeBy(operation) ?? "*")
      : unqualified(machineArn));
  return [
    { action: `states:${operation}`, resource },
    ...(passed === undefined ? [] : [{ action: "iam:PassRole", resource: passed }]),
    ...(publish ? [{ action: "states:PublishStateMachineVersion", resource }] : []),
  ];
};
