import { z } from "zod";

const arns = z.object({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
});

// SendTask*, ListStateMachines and ValidateStateMachineDefinition take no resource:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
/** What a call needs: the action of the same name on the machine or execution it names. */
export const permissions = (operation: string, input: unknown): { action: string; resource: string }[] => {
  const { stateMachineArn, executionArn } = arns.safeParse(input).data ?? {};
  return [{ action: `states:${operation}`, resource: stateMachineArn ?? executionArn ?? "*" }];
};
