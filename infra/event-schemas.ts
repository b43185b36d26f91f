import { busSchemas } from "./bus-schemas.ts";
import { physicalName } from "./names.ts";

/**
 * Every version of every event in EventBridge's schema registry, for consumers outside of this repository:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema-registry.html. A compatible change of a contract
 * becomes a new version of its schema there; a new version of the event is another schema.
 */
export const registerEventSchemas = () => {
  const registry = new aws.schemas.Registry("EventSchemas", {
    name: physicalName("events"),
    description: "The contracts of the events on the bus.",
  });
  for (const { source, name, version, description, content } of busSchemas)
    new aws.schemas.Schema(`${name}V${version}Schema`, {
      name: `${source}@${name}-v${version}`,
      registryName: registry.name,
      type: "JSONSchemaDraft4",
      description,
      content,
    });
};
