import type { MapModel } from "@sourdough/local-cloud/src/console/api.ts";
import { useEffect, useState } from "react";
import { layOutInWorker } from "./layout/elk.ts";
import { layOutMap } from "./layout/lay-out-map.ts";
import type { MapLayout } from "./layout/types.ts";

const shapeOf = (model: MapModel) =>
  [...model.nodes.map(({ id, name }) => `${id} ${name}`), ...model.edges.map(({ id }) => id)].join("\n");

/** Lays out again only when a node or line came or went. */
export const useLayout = (model: MapModel | undefined) => {
  const [layout, setLayout] = useState<MapLayout>();
  const [error, setError] = useState<Error>();
  const shape = model && shapeOf(model);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the model
  useEffect(() => {
    if (!model) return;
    let wanted = true;
    layOutMap(model, layOutInWorker).then(
      (result) => wanted && setLayout(result),
      (reason: unknown) => wanted && setError(reason instanceof Error ? reason : new Error(String(reason))),
    );
    return () => {
      wanted = false;
    };
  }, [shape]);
  return { layout, error };
};
