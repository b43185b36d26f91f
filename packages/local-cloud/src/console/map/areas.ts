import type { Component, Resource, ResourceGraph } from "../../core/resource-graph.ts";
import type { MapArea } from "../api.ts";

/** Names of files and folders that say what they are for, not whose they are. */
const generic = /^(infra|infrastructure|stacks?|sst(\.config)?|index|main|src|resources|config|\.)$/i;

/** Whose a file is: its folder, or for a shared `infra/` the file itself. `services/orders/infra.ts` is of `orders`. */
export const areaNameOf = (file: string): string | undefined => {
  const folders = file.split("/");
  const stem = folders.pop()!.replace(/\.[cm]?[jt]sx?$/, "");
  const own = folders.findLast((folder) => !generic.test(folder));
  return own ?? (generic.test(stem) ? undefined : stem);
};

/** The files that declare resources, and the areas they make. */
export interface Areas {
  readonly all: readonly MapArea[];
  fileOf(resource: Resource): string | undefined;
  /** Id of the area; each resource is in one. */
  of(resource: Resource): string;
}

export const findAreas = (graph: ResourceGraph): Areas => {
  const components = new Map(graph.components.map((component) => [component.urn, component]));
  const named = graph.components
    .filter(({ file, type }) => file && type !== "pulumi:pulumi:Stack")
    .toSorted((a, b) => b.name.length - a.name.length);
  const areas = new Map<string, MapArea>();

  // What a component makes is where the component is, even if a callback of somebody else was on the stack.
  const componentFile = (urn: string | undefined): string | undefined => {
    const component = urn === undefined ? undefined : components.get(urn);
    if (!component || component.type === "pulumi:pulumi:Stack") return undefined;
    return componentFile(component.parent) ?? component.file ?? byName(component);
  };
  // `queue.subscribe()` makes components that have no parent, later, and names them after the queue.
  const byName = ({ name }: Pick<Component, "name">) =>
    named.find((component) => component.name !== name && name.startsWith(component.name))?.file;

  const fileOf = (resource: Resource) => componentFile(resource.parent) ?? resource.file ?? byName(resource);

  const of = (resource: Resource): string => {
    const file = fileOf(resource);
    const name = (file && areaNameOf(file)) ?? graph.app.name;
    if (!areas.has(name)) {
      const folder = file?.includes("/") ? file.slice(0, file.lastIndexOf("/")) : undefined;
      areas.set(name, { id: name, name, folder });
    }
    return name;
  };
  return {
    get all() {
      return [...areas.values()];
    },
    fileOf,
    of,
  };
};
