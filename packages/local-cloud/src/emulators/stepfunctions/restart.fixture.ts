import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";

type Workflows = ReturnType<typeof createWorkflows>;
export type Services = Parameters<typeof createWorkflows>[0];

/** Each call is a process with the machine, which goes on with what the one before it left. */
export const setUp = (states: Record<string, object>, services: Services = {}, rest: object = {}) => {
  const nextLife = createLives();
  const [StartAt = ""] = Object.keys(states);
  return async () => {
    const workflows = createWorkflows(services, await nextLife());
    const machine = await workflows.machine("Machine", { StartAt, States: states, ...rest });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, machine };
  };
};
export const token = (rest: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: {
    QueueUrl: "q",
    MessageBody: { token: "{% $states.context.Task.Token %}", id: "{% $uuid() %}" },
  },
  End: true,
  ...rest,
});
/** A queue that nobody reads: what was sent. */
export const queue = () => {
  const sent: { token: string; id: string }[] = [];
  const services: Services = {
    sqs: {
      SendMessage: ({ MessageBody }) => {
        sent.push(JSON.parse(MessageBody));
        return { MessageId: "1" };
      },
    },
  };
  return { sent, services };
};
export const typesOf = async ({ history }: Pick<Workflows, "history">, arn: string) =>
  (await history(arn)).map(({ type }) => type);
export const succeed = ({ call }: Pick<Workflows, "call">, taskToken: string, output: unknown) =>
  call("SendTaskSuccess", { taskToken, output: JSON.stringify(output) });
