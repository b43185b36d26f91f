import Elk from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { LayOut } from "./lane.ts";

let elk: InstanceType<typeof Elk.default> | undefined;

/** In a worker: a large graph takes a second, and the page must not. */
export const layOutInWorker: LayOut = (graph) => {
  elk ??= new Elk.default({ workerUrl });
  return elk.layout(graph);
};
