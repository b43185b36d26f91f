import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { stream } from "../api/live.ts";
import type { Point } from "./layout/types.ts";
import { createLights } from "./light/lights.ts";

const motionless = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Draws only while something moves, and never through React. */
export const LightsCanvas = ({ points }: { points: Record<string, Point[]> }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();

  useEffect(() => {
    const { current } = canvas;
    const context = current?.getContext("2d");
    if (!current || !context) return;
    const read = () => {
      const style = getComputedStyle(current);
      const value = (name: string) => style.getPropertyValue(name).trim();
      return { light: value("--light"), core: value("--light-core"), failed: value("--light-failed") };
    };
    let colours = read();
    const lights = createLights(
      () => colours,
      () => motionless.matches,
    );
    lights.lines(points);

    let frame = 0;
    let last = 0;
    const draw = (now: number) => {
      const [x, y, zoom] = store.getState().transform;
      const moving = lights.draw(context, { x, y, zoom }, Math.min(100, last === 0 ? 16 : now - last));
      last = moving ? now : 0;
      frame = moving ? requestAnimationFrame(draw) : 0;
    };
    const wake = () => {
      if (frame === 0 && !document.hidden) frame = requestAnimationFrame(draw);
    };
    const resize = new ResizeObserver(() => {
      const ratio = Math.min(devicePixelRatio, 2);
      current.width = current.clientWidth * ratio;
      current.height = current.clientHeight * ratio;
      wake();
    });
    resize.observe(current);
    const repaint = () => {
      colours = read();
    };
    dark.addEventListener("change", repaint);
    const stop = stream.on("pulse", (pulse) => {
      if (document.hidden) return;
      lights.add(pulse);
      wake();
    });
    return () => {
      stop();
      resize.disconnect();
      dark.removeEventListener("change", repaint);
      cancelAnimationFrame(frame);
    };
  }, [points, store]);

  return <canvas ref={canvas} className="lights" />;
};
