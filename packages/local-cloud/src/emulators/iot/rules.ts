import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { parseJson } from "../../core/parse-json.ts";
import { type Message, textOf } from "./message.ts";
import type { RuleSql } from "./rule-sql.ts";

/** A topic rule of the config. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly sql: string;
  readonly enabled: boolean;
  readonly says: RuleSql;
  /** ARNs of functions. */
  readonly functions: readonly string[];
  readonly onError?: string;
}

const payloadOf = ({ payload }: Message): unknown => {
  try {
    return parseJson(payload.toString());
  } catch {
    return undefined;
  }
};

/** What a rule hands on; undefined of what a function cannot be invoked with. */
const selected = ({ says }: Rule, { topic }: Message, payload: unknown): string | undefined => {
  if (typeof payload !== "object" || payload === null) return undefined;
  return JSON.stringify(says.select({ payload, topic }));
};

/** The event of an error action. https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html */
const failureEvent = (rule: Rule, message: Message, failedResource: string, errorMessage: string) =>
  JSON.stringify({
    ruleName: rule.name,
    topic: message.topic,
    clientId: message.from,
    base64OriginalPayload: message.payload.toString("base64"),
    failures: [{ failedAction: "LambdaAction", failedResource, errorMessage }],
  });

/** Hands messages to the functions of the rules whose topics they are of. */
export const createRules = (cloud: Cloud) => {
  const rules = new Map<string, Rule>();

  const invoke = (rule: Rule, functionArn: string, payload: string, cause: Hop) =>
    cloud.call(
      "lambda",
      "Invoke",
      // The wire has bytes, which the gateway turns into text.
      { FunctionName: functionArn, InvocationType: "Event", Payload: payload as never },
      {
        principal: { kind: "service", service: "iot.amazonaws.com", sourceArn: rule.arn },
        causes: [cause.id],
      },
    );

  const act = async (rule: Rule, functionArn: string, message: Message, read: unknown, cause: Hop) => {
    try {
      const payload = selected(rule, message, read);
      if (payload === undefined)
        throw new Error(`its payload is no JSON object or list, which is all that a function can get of it`);
      await invoke(rule, functionArn, payload, cause);
    } catch (error) {
      const { message: why } = error as Error;
      cloud.warn(
        `Topic rule ${rule.name} could not invoke ${functionArn} with a message of ${message.topic}: ${why}`,
      );
      if (rule.onError === undefined) return;
      await invoke(rule, rule.onError, failureEvent(rule, message, functionArn, why), cause);
    }
  };

  return {
    put(rule: Rule) {
      rules.set(rule.name, rule);
    },
    get: (name: string) => rules.get(name),
    all: () => [...rules.values()],
    /** Starts what the rules say; those of a topic, or the one of basic ingest. */
    run(message: Message, cause: Pick<Hop, "id">, only?: string) {
      const { topic } = message;
      let payload: unknown;
      for (const rule of rules.values()) {
        if (!rule.enabled || !(only === undefined ? rule.says.filter.matches(topic) : rule.name === only))
          continue;
        payload ??= payloadOf(message);
        // What cannot be read is told to the error action.
        if (payload !== undefined && !rule.says.applies({ payload, topic })) continue;
        const hop = cloud.journal.record({
          service: "iot",
          action: "ApplyRule",
          resource: rule.arn,
          causes: [cause.id],
          input: { topic, payload: textOf(message.payload) },
        });
        for (const functionArn of rule.functions)
          act(rule, functionArn, message, payload, hop).catch((error: Error) =>
            cloud.warn(`The error action of topic rule ${rule.name} failed: ${error.message}`),
          );
      }
    },
  };
};

export type Rules = ReturnType<typeof createRules>;
