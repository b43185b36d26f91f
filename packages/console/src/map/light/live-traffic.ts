import { queries, stream } from "../../api/live.ts";
import { createTraffic } from "./traffic.ts";

/** The traffic of the page's whole life, so that rates are there when the map is opened again. */
export const traffic = createTraffic();

type Painter = () => void;
const painters = new Set<Painter>();

/** Runs now and then twice a second: for numbers that are written straight into the page. */
export const onPaint = (painter: Painter): (() => void) => {
  painters.add(painter);
  painter();
  return () => painters.delete(painter);
};

export const paint = () => {
  for (const painter of painters) painter();
};

stream.on("pulse", (pulse) => {
  traffic.add(pulse);
  if (pulse.newEdges?.length || pulse.newNodes?.length) void queries.invalidateQueries({ queryKey: ["map"] });
});

let ticks = 0;
setInterval(() => {
  if (++ticks % 2 === 0) traffic.tick();
  if (!document.hidden) paint();
}, 500);
