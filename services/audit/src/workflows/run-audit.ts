import { jsonata, retry } from "@sourdough/workflow-kit";

/**
 * Standard state machine: calls `Audit` until it is done. A function that called itself would be a loop, which Lambda
 * stops after 16 rounds; and an execution shows how far it is, fails with an alarm, and is redriven.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const runAudit = <Text>(auditArn: Text) => ({
  StartAt: "Audit",
  States: {
    Audit: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: auditArn,
        Payload: {
          auditId: "{% $states.context.Execution.Name %}",
          startedAt: "{% $states.context.Execution.StartTime %}",
          traceparent: jsonata(`'00-' & $hash($states.context.Execution.Id, 'MD5') & '-'
            & $substring($hash($states.context.Execution.Id, 'SHA-1'), 0, 16) & '-01'`),
        },
      },
      Output: {
        status: "{% $states.result.Payload.status %}",
        audit: "{% $states.result.Payload %}",
      },
      Retry: [retry.never("InvalidInputError"), retry.patiently],
      Next: "IsDone",
    },
    IsDone: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.status = 'RUNNING' %}", Next: "Audit" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
});
