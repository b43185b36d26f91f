import type { ResourceType } from "../core/resource-type.ts";

/** Every Pulumi resource type the local cloud knows, by type token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  ([] as ResourceType[]).map((resourceType) => [resourceType.type, resourceType]),
);
