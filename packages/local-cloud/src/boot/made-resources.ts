import { z } from "zod";
import { AwsError } from "../core/aws-error.ts";
import type { Emulator, MadeResources } from "../core/cloud.ts";
import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Account } from "../core/resource-type.ts";
import type { Services } from "../core/services.ts";
import type { Provisioned } from "../state/provisioned.ts";
import type { State } from "../state/state.ts";

/** What boots do with those that calls made in earlier runs. */
export interface KeptMadeResources extends MadeResources {
  /**
   * Puts them into the graph, behind those of the config. Where the config has one of the same type and id, it is as the
   * call said while the config says the same as before, and else as the config says.
   */
  takeUp(): void;
  /** Takes one out that can no longer be made. */
  drop(resource: Resource, why: string): void;
}

const URN = "urn:made:";
/** Whether a call made it, and not the config. */
export const isMade = ({ urn }: Resource): boolean => urn.startsWith(URN);
const keyOf = ({ type, id }: Pick<Resource, "type" | "id">) => `${type} ${id}`;

/**
 * Resources that calls make while the cloud runs: checked, computed and provisioned as those of the config are. They come
 * again with the next run.
 */
export const createMadeResources = (surroundings: {
  graph(): ResourceGraph;
  account: Account;
  services: Services;
  state: State;
  provisioned: Provisioned;
  emulators(): Iterable<Emulator>;
}): KeptMadeResources => {
  const { state, provisioned } = surroundings;
  const kept = state.records<Resource>(
    "cloud/made",
    z.looseObject({
      type: z.string(),
      name: z.string(),
      urn: z.string(),
      id: z.string(),
      inputs: z.record(z.string(), z.unknown()),
      outputs: z.record(z.string(), z.unknown()),
    }),
  );
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
      urn: `${URN}${type}::${computed.id}`,
      id: String(computed.id),
      inputs,
      outputs: { ...inputs, ...computed },
    };
  };
  const add = (resource: Resource) => {
    set([...surroundings.graph().resources, resource]);
    kept.put(keyOf(resource), resource);
    provisioned.note(resource);
    return resource;
  };
  const forget = (type: string, id: string) => {
    const { resources } = surroundings.graph();
    const isIt = (one: Resource) => one.type === type && (one.id === id || one.outputs.arn === id);
    set(resources.filter((one) => !isIt(one)));
    for (const one of resources.filter(isIt)) {
      kept.delete(keyOf(one));
      provisioned.forget(one);
    }
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
    note(type, name, inputs, known) {
      const { id, outputs, ...resource } = describe(type, name, inputs);
      return add({
        ...resource,
        id: known && id === outputs.arn ? known.arn : id,
        outputs: { ...outputs, ...known },
      });
    },
    forget,
    takeUp() {
      const left = new Map(kept.read());
      // Resources of the config may share an id: each API has a stage $default.
      const declared = surroundings.graph().resources.map((resource) => {
        const key = keyOf(resource);
        const changed = left.get(key);
        if (!changed) return resource;
        left.delete(key);
        if (!provisioned.isKept(resource)) {
          kept.delete(key);
          return resource;
        }
        provisioned.note(resource);
        return changed;
      });
      set([...declared, ...left.values()]);
    },
    drop(resource, why) {
      forget(resource.type, resource.id);
      state.drop(`${resource.name} (${resource.type}): ${why}`);
    },
  };
};
