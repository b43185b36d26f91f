import type { DryCall } from "sourdough-local/models";
import { unqualified } from "../../system.ts";
import { explore, type OutcomesOf } from "../explore.ts";
import type { Machine } from "../machine.ts";
import type { CallSite, Operations } from "./call-site.ts";
import { answers, errors, parseJson } from "./outcomes.ts";

/** So many different answers of a nested machine are gone on with. */
const mostOutputs = 8;

/** `outcomesFor` says what the calls of a nested machine can come to. */
export const statesOperations = (
  { machines, memory, claim }: CallSite,
  outcomesFor: (nested: Machine) => OutcomesOf,
): Operations => {
  const checkToken = ({ state, input }: DryCall) => {
    if (!input.taskToken)
      claim(state, "reply.token", {
        problem: "It answers without a task token.",
        rule: "SendTask... needs the token of the execution that waits.",
        remedy: "Read it from the field of the event that carries it, such as detail.data.replyTo.",
      });
  };

  return {
    "states:SendTaskSuccess": (call) => {
      checkToken(call);
      const { output } = call.input;
      if (parseJson(output) === undefined)
        claim(call.state, "reply.invalid", {
          problem: "The Output it hands over is no JSON.",
          rule: "A waiting task is given JSON.",
          remedy: "Wrap it in $string(...).",
        });
      else memory.successes.add(String(output));
      return [answers({}), ...errors(call)];
    },
    "states:SendTaskFailure": (call) => {
      checkToken(call);
      const [error, cause] = [String(call.input.error), String(call.input.cause)];
      memory.failures.set(`${error} ${cause}`, { error, cause });
      return [answers({}), ...errors(call)];
    },
    "states:StartSyncExecution": async (call) => {
      const nested = [...machines.values()].find(
        ({ arn }) => arn === unqualified(call.input.stateMachineArn),
      );
      if (!nested) return errors(call);
      const text = String(call.input.input);
      if (!nested.starts.has(text)) {
        nested.starts.set(text, parseJson(text));
        nested.observer.about();
        for (const { status, output } of await explore(nested.run, parseJson(text), outcomesFor(nested)))
          if (status === "SUCCEEDED") nested.outputs.add(JSON.stringify(output));
      }
      // Also what it answered to others: the tables may hold anything.
      return [
        ...[...nested.outputs]
          .slice(0, mostOutputs)
          .map((output) => answers({ status: "SUCCEEDED", output })),
        ...errors(call),
      ];
    },
  };
};
