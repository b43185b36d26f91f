import type { Component, ResourceGraph } from "../core/resource-graph.ts";
import type { Services } from "../core/services.ts";
import { generatedTypes } from "../emulators/accepted/resources.ts";

const generated = new Set(generatedTypes.map(({ type }) => type));

/**
 * One line about what the config declares and nothing here heeds: by service, with the components or resources that
 * declare it. Undefined when there is no such thing.
 */
export const acceptedLine = (graph: ResourceGraph, services: Services): string | undefined => {
  const components = new Map(graph.components.map((component) => [component.urn, component]));
  const outermost = (urn: string | undefined): Component | undefined => {
    const component = components.get(urn ?? "");
    if (!component || component.type === "pulumi:pulumi:Stack") return undefined;
    return outermost(component.parent) ?? component;
  };
  const found = new Map<string, Set<string>>();
  for (const { resourceTypes = [], title, load } of services.all) {
    // A type that does nothing beside others of its service is a detail of how these work here.
    if (load || resourceTypes.some(({ inert }) => inert === undefined)) continue;
    const types = new Set(resourceTypes.map(({ type }) => type));
    for (const { type, name, parent } of graph.resources)
      if (types.has(type) && !generated.has(type))
        found.set(title, (found.get(title) ?? new Set()).add(outermost(parent)?.name ?? name));
  }
  if (found.size === 0) return undefined;
  const list = [...found].map(([title, names]) => `${title} (${[...names].join(", ")})`);
  return `Accepted, no effect here: ${list.join("; ")}`;
};
