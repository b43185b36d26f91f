import { useEffect, useState } from "react";
import type { MapModel } from "sourdough-local/console-api";
import { layOutInWorker } from "./layout/elk.ts";
import { layOutMap } from "./layout/lay-out-map.ts";
import type { MapLayout } from "./layout/types.ts";

const shapeOf = (model: MapModel) =>
  [...model.nodes.map(({ id, name }) => `${id} ${name}`), ...model.edges.map(({ id }) => id)].join("\n");

/** The last layout, so that the map is there at once when it is opened again. */
let last: { shape: string; layout: MapLayout } | undefined;

/** Lays out again only when a node or line came or went. */
export const useLayout = (model: MapModel | undefined) => {
  const shape = model && shapeOf(model);
  const [layout, setLayout] = useState(() => (last?.shape === shape ? last?.layout : undefined));
  const [error, setError] = useState<Error>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the model
  useEffect(() => {
    if (!model || shape === undefined) return;
    if (last?.shape === shape) return setLayout(last.layout);
    let wanted = true;
    layOutMap(model, layOutInWorker).then(
      (result) => {
        last = { shape, layout: result };
        if (wanted) setLayout(result);
      },
      (reason: unknown) => wanted && setError(reason instanceof Error ? reason : new Error(String(reason))),
    );
    return () => {
      wanted = false;
    };
  }, [shape]);
  return { layout, error };
};
