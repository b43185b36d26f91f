import type { Emulator } from "../core/cloud.ts";
import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Services } from "../core/services.ts";
import { untrustedRoles } from "../iam/trust.ts";
import { ownCommand } from "../process/own-command.ts";
import type { Provisioned } from "../state/provisioned.ts";
import { isMade, type KeptMadeResources } from "./made-resources.ts";

/** What the emulators refuse, all of it; each line is a sentence for a person. */
export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
}

const listed = (problems: string[]) =>
  new ProvisionError(
    problems.length === 1
      ? problems[0]!
      : ["The local cloud cannot start:", ...problems.map((problem) => `  - ${problem}`)].join("\n"),
  );

/** How others name a resource; a name or id of a few letters would be found in anything. */
const handlesOf = ({ id, outputs }: Resource) =>
  [id, outputs.arn, outputs.url, outputs.name].filter(
    (handle): handle is string => typeof handle === "string" && handle.length > 8,
  );

/** What provisioning tells of what it did. */
interface Told {
  readonly provisioned: Provisioned;
  readonly made: Pick<KeptMadeResources, "drop">;
}

/**
 * Hands each resource to its emulator, dependencies first. Rejects with everything that was refused; what names a refused
 * resource is skipped, since its own refusal would only repeat that. What calls made in an earlier run is dropped instead.
 */
export const provision = async (
  graph: ResourceGraph,
  emulators: readonly Emulator[],
  services: Services,
  { provisioned, made }: Told,
): Promise<void> => {
  const provisioners = new Map(emulators.flatMap(({ provision = {} }) => Object.entries(provision)));
  const declared = graph.resources.filter((resource) => !isMade(resource));
  const problems = untrustedRoles({ ...graph, resources: declared }, services);
  const missing: string[] = [];
  for (const resource of graph.resources) {
    const inputs = missing.length > 0 ? JSON.stringify(resource.inputs) : "";
    if (missing.some((handle) => inputs.includes(handle))) {
      missing.push(...handlesOf(resource));
      continue;
    }
    try {
      await provisioners.get(resource.type)?.(resource);
      provisioned.note(resource);
    } catch (cause) {
      if (isMade(resource)) {
        made.drop(resource, (cause as Error).message);
        continue;
      }
      problems.push(`${resource.name} (${resource.type}) cannot be provisioned: ${(cause as Error).message}`);
      missing.push(...handlesOf(resource));
    }
  }
  if (problems.length > 0) throw listed(problems);
  provisioned.end();
};

/** Lets every emulator take up what the run before left. Throws with the remedy when one cannot. */
export const restoreAll = (emulators: readonly Emulator[]): void => {
  for (const emulator of emulators)
    try {
      emulator.restore?.();
    } catch (cause) {
      throw new ProvisionError(
        `What the last run left of ${emulator.service} cannot be taken up: ${(cause as Error).message}. --fresh-state starts without all that it left; "${ownCommand} state save <name>" saves it before.`,
        { cause },
      );
    }
};

/** Lets every emulator begin its work. Rejects with everything that was refused. */
export const startAll = async (emulators: readonly Emulator[]): Promise<void> => {
  const problems: string[] = [];
  for (const emulator of emulators)
    try {
      await emulator.start?.();
    } catch (error) {
      problems.push((error as Error).message);
    }
  if (problems.length > 0) throw listed(problems);
};
