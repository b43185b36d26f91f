import { ListTargetsByRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import {
  DurableExecutionAlreadyStartedException,
  GetFunctionConfigurationCommand,
  InvokeCommand,
} from "@aws-sdk/client-lambda";
import { PublishCommand } from "@aws-sdk/client-sns";
import { nameOf } from "../names.ts";
import type { Target } from "../target.ts";
import { ofMapping, ofPipe } from "./deliver-records.ts";
import { ofSchedule } from "./deliver-schedule.ts";
import type { Letter } from "./letter.ts";
import type { DeadLetterQueue } from "./queues.ts";
import { type Delivery, publish, StaysError, sendTo, start } from "./sending.ts";

/** The target as it is deployed now: by an alias, maybe, where the message still names the machine or function itself. */
const ruleTarget = async ({ events }: Target, ruleArn: string, targetArn: string) => {
  const path = ruleArn.split(":rule/")[1]?.split("/") ?? [];
  const [EventBusName, Rule] = path.length > 1 ? path : ["default", path[0]];
  const { Targets = [] } = await events
    .send(new ListTargetsByRuleCommand({ EventBusName, Rule }))
    .catch((error: Error) => {
      if (error.name === "ResourceNotFoundException")
        throw new StaysError(
          `its rule ${Rule} is not deployed any more: put the event on the bus by hand, or delete it`,
        );
      throw error;
    });
  const found =
    Targets.find(({ Arn }) => Arn === targetArn) ??
    Targets.find(({ Arn = "" }) => Arn.startsWith(`${targetArn}:`));
  if (!found?.Arn) throw new StaysError(`rule ${Rule} has no target ${targetArn} any more`);
  return { ...found, Arn: found.Arn };
};

const ofRule = async (
  target: Target,
  letter: Letter,
  ruleArn: string,
  namedArn: string,
): Promise<Delivery> => {
  const { Arn: targetArn, ...changes } = await ruleTarget(target, ruleArn, namedArn);
  const { Input, InputPath, InputTransformer } = changes;
  const isAsItIs = !(Input || InputPath || InputTransformer);
  const service = targetArn.split(":")[2];
  if (isAsItIs && service === "sqs")
    return { to: `queue ${nameOf(targetArn)}`, send: () => sendTo(target, targetArn, letter) };
  if (isAsItIs && service === "states")
    return {
      to: `state machine ${nameOf(targetArn)}`,
      send: () => start(target, targetArn, `redrive-${letter.id}`, letter.body),
    };
  if (isAsItIs && service === "sns")
    return {
      to: `topic ${nameOf(targetArn)}`,
      send: () => target.sns.send(new PublishCommand({ TopicArn: targetArn, Message: letter.message.Body })),
    };
  if (!letter.contract.contract)
    throw new StaysError(`only EventBridge can call ${targetArn}, and only AWS publishes events of its own`);
  // Nobody but EventBridge calls an API destination, or fills its template.
  return {
    to: `the bus, for ${nameOf(targetArn)}: every consumer of ${letter.contract.contract} gets it, and knows it by its event id`,
    send: () => publish(target, letter.body),
  };
};

/** The machines of the rules that give up into the queue, and match the event: the message does not say which it was. */
const ofMachine = async (target: Target, letter: Letter, { sources }: DeadLetterQueue): Promise<Delivery> => {
  const machines = new Set<string>();
  // EventBridge tests whole events only; a workflow hands its own on with more and less in it.
  const whole = {
    id: "00000000-0000-0000-0000-000000000000",
    account: "000000000000",
    time: "2026-01-01T00:00:00Z",
    region: "eu-west-1",
    resources: [],
    ...(letter.event as object),
  };
  for (const { rule } of sources) {
    if (!rule?.target.Arn?.includes(":stateMachine:")) continue;
    const { Result } = await target.events.send(
      new TestEventPatternCommand({ Event: JSON.stringify(whole), EventPattern: rule.pattern }),
    );
    if (Result) machines.add(rule.target.Arn);
  }
  if (machines.size === 0)
    throw new StaysError("no rule with a state machine gives up into this queue and matches the event");
  return {
    to: [...machines].map((arn) => `state machine ${nameOf(arn)}`).join(", "),
    send: async () => {
      for (const arn of machines) await start(target, arn, `redrive-${letter.id}`, letter.event);
    },
  };
};

/** A durable execution goes by a name of its own: the one that failed keeps the first. */
const ofFunction = async (target: Target, letter: Letter, functionArn: string): Promise<Delivery> => {
  const { DurableConfig } = await target.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionArn }),
  );
  return {
    to: `${DurableConfig ? "durable function" : "function"} ${functionArn.split(":function:")[1]}`,
    send: async () => {
      try {
        await target.lambda.send(
          new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: "Event",
            Payload: JSON.stringify(letter.event),
            ...(DurableConfig && { DurableExecutionName: `redrive-${letter.id}` }),
          }),
        );
      } catch (error) {
        if (!(error instanceof DurableExecutionAlreadyStartedException)) throw error;
      }
    },
  };
};

/**
 * Where a message goes back to. Throws `StaysError` when it cannot: its contract is broken, or nothing leads there any
 * more, and `PastRetentionError` when the records it points to are gone.
 */
export const deliveryOf = async (
  target: Target,
  queue: DeadLetterQueue,
  letter: Letter,
): Promise<Delivery> => {
  const { contract, origin } = letter;
  if (contract.broken)
    throw new StaysError(`it breaks its contract, ${contract.contract}: ${contract.broken}`);
  switch (origin.kind) {
    case "queue":
      return { to: `queue ${nameOf(origin.queueArn)}`, send: () => sendTo(target, origin.queueArn, letter) };
    case "rule":
      return ofRule(target, letter, origin.ruleArn, origin.targetArn);
    case "machine":
      return ofMachine(target, letter, queue);
    case "schedule":
      return ofSchedule(target, letter, origin.scheduleArn, origin.targetArn);
    case "function":
      return ofFunction(target, letter, origin.functionArn);
    case "pipe":
      return ofPipe(target, origin.pipeArn, origin.batch);
    case "mapping":
      return ofMapping(target, origin.functionArn, origin.batch);
    case "noContract":
      return { to: "the bus", send: () => publish(target, letter.event) };
    case "unknown":
      throw new StaysError("it does not say where it came from, and several things give up into this queue");
  }
};
