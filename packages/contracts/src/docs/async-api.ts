import { busEvent } from "./bus-event.ts";
import type { DocumentedEvent, DocumentedVersion } from "./model.ts";

const keyOf = ({ contract }: DocumentedVersion) => `${contract.name}.v${contract.version}`;
const reference = (...path: string[]) => ({ $ref: `#/${path.join("/")}` });

const message = (version: DocumentedVersion) => {
  const { contract, schema } = version;
  const { $schema: _, ...detail } = schema;
  return {
    name: contract.name,
    title: `${contract.name} v${contract.version}`,
    summary: contract.description,
    description: contract.delivery,
    contentType: "application/json",
    tags: [
      { name: contract.source },
      { name: contract.lifecycle.status },
      ...(contract.public ? [{ name: "public" }] : []),
    ],
    payload: {
      type: "object",
      required: ["source", "detail-type", "detail"],
      properties: {
        source: { const: contract.source },
        "detail-type": { const: contract.name },
        detail,
      },
    },
    examples: contract.examples.map((data, index) => ({
      name: `example-${index + 1}`,
      payload: busEvent(contract, data),
    })),
    "x-personal": contract.personal,
    "x-lifecycle": contract.lifecycle,
  };
};

/** Names to values, by name: the same whatever the order they are found in. */
const record = <Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> =>
  Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));

/** What each publisher sends and each consumer receives. */
function operations(versions: readonly DocumentedVersion[]) {
  const groups = new Map<string, { action: "send" | "receive"; keys: string[] }>();
  const add = (name: string, action: "send" | "receive", key: string) => {
    const group = groups.get(name) ?? { action, keys: [] };
    groups.set(name, { action, keys: [...group.keys, key].sort() });
  };
  for (const version of versions) {
    if (version.contract.lifecycle.status === "active")
      add(`${version.publisher}.publish`, "send", keyOf(version));
    for (const { service, name } of version.consumers) add(`${service}.${name}`, "receive", keyOf(version));
  }
  return record(
    [...groups].map(([name, { action, keys }]) => [
      name,
      {
        action,
        channel: reference("channels", "bus"),
        messages: keys.map((key) => reference("channels", "bus", "messages", key)),
      },
    ]),
  );
}

/** The events of the bus as an AsyncAPI 3 document: https://www.asyncapi.com/docs/reference/specification/v3.1.0 */
export function asyncApi(events: readonly DocumentedEvent[]) {
  const versions = events.flatMap((event) => event.versions);
  return {
    asyncapi: "3.1.0",
    info: {
      title: "Sourdough's events",
      version: "1.0.0",
      description:
        "Everything on the shared EventBridge bus. Generated from the contracts in events-schema: change those.",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    defaultContentType: "application/json",
    channels: {
      bus: {
        address: "sourdough-{stage}-bus",
        title: "The bus",
        description: "EventBridge: at least once, in no order, to every rule that matches.",
        parameters: { stage: { description: "Where the system is deployed, such as prod." } },
        messages: record(
          versions.map((version) => [keyOf(version), reference("components", "messages", keyOf(version))]),
        ),
      },
    },
    operations: operations(versions),
    components: { messages: record(versions.map((version) => [keyOf(version), message(version)])) },
  };
}
