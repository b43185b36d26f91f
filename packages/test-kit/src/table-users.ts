import { synthesize } from "sourdough-local/synth";
import { createWorkflows } from "sourdough-local/testing";
import { withEnvironment } from "./environment.ts";
import { root } from "./folders.ts";
import type { FulfilmentForm } from "./fulfilment-form.ts";

type Json = Record<string, unknown>;
type Definition = { StartAt: string; States: Json };

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/**
 * What asks DynamoDB for a table beside its functions, as it is deployed: the request templates of the API by route,
 * and the definitions of state machines by name. `output` is the one of `sst.config.ts` with the table's name.
 * Of `FulfilOrder`'s forms it is the one that is configuration, unless stated.
 */
export const tableUsers = async (output: string, fulfilment: FulfilmentForm = "state-machine") => {
  const { graph } = await withEnvironment({ FULFILMENT: fulfilment }, () => synthesize({ root }));
  const table = String(graph.outputs[output]);
  const templates: Record<string, string> = {};
  const machines: Record<string, Definition> = {};

  const pathOf = (id: unknown): string => {
    const part = graph.resources.find(
      (one) => one.type === "aws:apigateway/resource:Resource" && one.id === id,
    );
    return part ? `${pathOf(part.inputs.parentId)}/${part.inputs.pathPart}` : "";
  };
  for (const { type, name, inputs } of graph.resources) {
    const text = JSON.stringify(inputs);
    if (!text.includes(table)) continue;
    if (type === "aws:apigateway/integration:Integration" && String(inputs.uri).includes(":dynamodb:"))
      templates[`${inputs.httpMethod} ${pathOf(inputs.resourceId)}`] = String(
        (inputs.requestTemplates as Json)["application/json"],
      );
    if (type === "aws:sfn/stateMachine:StateMachine" && text.includes(":dynamodb:"))
      machines[name] = JSON.parse(String(inputs.definition));
  }
  return { table, templates, machines };
};

/** Names of the states that ask DynamoDB. */
export const dynamoDbTasks = (definition: unknown): string[] =>
  !isObject(definition)
    ? []
    : Object.entries(definition).flatMap(([name, value]) => [
        ...(isObject(value) && String(value.Resource).includes(":dynamodb:") ? [name] : []),
        ...dynamoDbTasks(value),
      ]);

/**
 * Runs a state machine by itself. `answers` are what DynamoDB says to each operation, one after the other, errors
 * included; then it says `{}`, and functions say so always.
 */
export const askedOfDynamoDb = async (
  definition: Definition,
  input: unknown,
  answers: Readonly<Record<string, readonly unknown[]>> = {},
) => {
  const requests: Json[] = [];
  const answer = (operation: string) => {
    const left = [...(answers[operation] ?? [])];
    return (request: object) => {
      requests.push(request as Json);
      const next = left.shift() ?? {};
      if (next instanceof Error) throw next;
      return next;
    };
  };
  const operations = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "TransactWriteItems"];
  const workflows = createWorkflows({
    dynamodb: Object.fromEntries(operations.map((operation) => [operation, answer(operation)])),
    lambda: { Invoke: () => ({ StatusCode: 200, Payload: "{}" }) },
    scheduler: { ListSchedules: () => ({ Schedules: [] }) },
  });
  const { arn } = await workflows.run(definition, input);
  const history = await workflows.history(arn);
  workflows.stop();
  return {
    requests,
    states: history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []),
  };
};

type Attribute = { S?: string; N?: string; BOOL?: boolean; L?: Attribute[]; M?: Record<string, Attribute> };

const plain = ({ S, N, BOOL, L, M }: Attribute): unknown =>
  S ?? (N === undefined ? (BOOL ?? L?.map(plain) ?? (M && plainItem(M))) : Number(N));
const plainItem = (item: Record<string, Attribute>): Json =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, plain(attribute)]));

const members = (request: unknown, names: readonly string[]): Json[] =>
  !isObject(request)
    ? []
    : Object.entries(request).flatMap(([name, value]) =>
        names.includes(name)
          ? [value].flat().map((one) => plainItem(one as Record<string, Attribute>))
          : members(value, names),
      );

/** The keys of all items that requests read, write or start after, each once. */
export const keysIn = (...requests: unknown[]): Json[] => {
  const keys = members(requests, ["Key", "Keys", "ExclusiveStartKey", "Item"]).map(({ pk, sk }) => ({
    pk,
    sk,
  }));
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
};

/** The items that requests put, as the document client has them. */
export const itemsIn = (...requests: unknown[]): Json[] => members(requests, ["Item"]);

const expressions = /Expression$/;
const notNames = /^(SET|ADD|REMOVE|AND|OR|NOT|attribute_exists|attribute_not_exists|begins_with|\d+)$/i;

/** The names of attributes in the expressions of requests. */
export const namesIn = (...requests: unknown[]): string[] => {
  const found = requests.flatMap((request): string[] => {
    if (!isObject(request)) return [];
    const aliases = (request.ExpressionAttributeNames ?? {}) as Record<string, string>;
    return Object.entries(request).flatMap(([name, value]) =>
      expressions.test(name)
        ? [...String(value).matchAll(/[#:]?\w+/g)].flatMap(([word]) =>
            word.startsWith(":") || notNames.test(word) ? [] : (aliases[word] ?? word),
          )
        : [value].flat().flatMap((one) => namesIn(one)),
    );
  });
  return [...new Set(found)];
};
