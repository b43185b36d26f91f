import { AwsError } from "../core/aws-error.ts";
import type { Emulator, MadeResources } from "../core/cloud.ts";
import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import type { Services } from "../core/services.ts";

/** Resources that calls make while the cloud runs: checked, computed and provisioned as those of the config are. */
export const createMadeResources = (surroundings: {
  graph(): ResourceGraph;
  account: Account;
  services: Services;
  emulators(): Iterable<Emulator>;
}): MadeResources => {
  // Whoever reads the graph sees by its identity that the list is another.
  const set = (resources: readonly Resource[]) => Object.assign(surroundings.graph(), { resources });

  const describe = (type: string, name: string, given: Record<string, unknown>): Resource => {
    const resourceType = surroundings.services.resourceTypes.get(type);
    if (!resourceType) throw new Error(`There is no resource type ${type}.`);
    const parsed = resourceType.properties.safeParse(given);
    if (!parsed.success)
      throw new AwsError(
        "ValidationException",
        parsed.error.issues
          .map((issue) =>
            issue.code === "unrecognized_keys"
              ? `${issue.keys.join(", ")}: not implemented by the local cloud`
              : `${issue.path.join(".")}: ${issue.message}`,
          )
          .join("; "),
      );
    const inputs = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const computed = resourceType.compute({ name, inputs: parsed.data }, surroundings.account);
    return {
      type,
      name,
      urn: `urn:made:${type}::${name}`,
      id: String(computed.id),
      inputs,
      outputs: { ...inputs, ...computed },
    };
  };
  const add = (resource: Resource) => {
    set([...surroundings.graph().resources, resource]);
    return resource;
  };

  return {
    async make(type, name, inputs, build) {
      const resource = { ...describe(type, name, inputs), ...(build && { build }) };
      const emulator = [...surroundings.emulators()].find(({ provision }) => provision && type in provision);
      try {
        await emulator?.provision?.[type]?.(resource);
      } catch (cause) {
        if (cause instanceof AwsError) throw cause;
        throw new AwsError("ValidationException", (cause as Error).message, { cause });
      }
      return add(resource);
    },
    note: (type, name, inputs) => add(describe(type, name, inputs)),
    forget(type, id) {
      const { resources } = surroundings.graph();
      set(resources.filter((one) => one.type !== type || (one.id !== id && one.outputs.arn !== id)));
    },
  };
};
