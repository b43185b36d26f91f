import type { Pulse } from "sourdough-local/console-api";
import type { Point } from "../layout/types.ts";

interface Line {
  points: readonly Point[];
  /** Length up to each point. */
  upTo: number[];
  length: number;
  /** 1 just after a message passed, 0 when it is long ago. */
  glow: number;
  failing: number;
  path: Path2D;
}

interface Light {
  line: Line;
  /** Way already gone; negative until it starts. */
  at: number;
  speed: number;
  failed: boolean;
}

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

export interface Colours {
  light: string;
  core: string;
  failed: string;
}

/** More at once would be a smear, and cost frames. */
const mostLights = 260;
const mostPerPulse = 3;
/** Time for a line whatever its length, so that a hop reads as one step. */
const travelMs = 620;
const fadePerMs = 1 / 1_400;

/** The moving part of the map: lights that run along the lines as messages pass, on one canvas. */
export interface Lights {
  lines(edges: Record<string, readonly Point[]>): void;
  add(pulse: Pulse): void;
  /** Draws one frame; false when there is nothing left to move. */
  draw(context: CanvasRenderingContext2D, viewport: Viewport, elapsedMs: number): boolean;
}

const measure = (points: readonly Point[]): Pick<Line, "upTo" | "length"> => {
  const upTo = [0];
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1]!, points[index]!];
    upTo.push(upTo[index - 1]! + Math.hypot(b[0] - a[0], b[1] - a[1]));
  }
  return { upTo, length: upTo.at(-1) ?? 0 };
};

const pointAt = ({ points, upTo }: Line, way: number): Point => {
  let index = 1;
  while (index < points.length - 1 && upTo[index]! < way) index++;
  const [a, b] = [points[index - 1]!, points[index]!];
  const length = upTo[index]! - upTo[index - 1]! || 1;
  const t = Math.min(1, Math.max(0, (way - upTo[index - 1]!) / length));
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
};

const trace = (points: readonly Point[]): Path2D => {
  const path = new Path2D();
  for (const [index, [x, y]] of points.entries()) index === 0 ? path.moveTo(x, y) : path.lineTo(x, y);
  return path;
};

export const createLights = (colours: () => Colours, still: () => boolean): Lights => {
  let byEdge = new Map<string, Line>();
  let lights: Light[] = [];
  return {
    lines(edges) {
      byEdge = new Map(
        Object.entries(edges).map(([id, points]) => [
          id,
          { points, ...measure(points), glow: 0, failing: 0, path: trace(points) },
        ]),
      );
      lights = [];
    },
    add(pulse) {
      for (const [id, { count, failures }] of Object.entries(pulse.edges)) {
        const line = byEdge.get(id);
        if (!line || line.length === 0) continue;
        line.glow = 1;
        if (failures > 0) line.failing = 1;
        if (still()) continue;
        const amount = Math.min(count, mostPerPulse, mostLights - lights.length);
        for (let index = 0; index < amount; index++)
          lights.push({
            line,
            // Spread over the pulse's 250 ms, so that a stream looks like one.
            at: (-index * line.length * 250) / amount / travelMs,
            speed: line.length / travelMs,
            failed: index < failures,
          });
      }
    },
    draw(context, { x, y, zoom }, elapsedMs) {
      const { light, core, failed } = colours();
      const ratio = context.canvas.width / (context.canvas.clientWidth || 1);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
      context.lineCap = "round";
      context.lineJoin = "round";
      let moving = false;
      for (const line of byEdge.values()) {
        if (line.glow <= 0) continue;
        moving = true;
        context.globalAlpha = line.glow * 0.75;
        context.strokeStyle = line.failing > 0 ? failed : light;
        context.lineWidth = Math.max(2.2, 1.4 / zoom);
        context.stroke(line.path);
        line.glow -= elapsedMs * fadePerMs;
        line.failing -= elapsedMs * fadePerMs;
      }
      context.globalAlpha = 1;
      const radius = Math.max(3.4, 2.4 / zoom);
      const kept: Light[] = [];
      for (const moved of lights) {
        moved.at += moved.speed * elapsedMs;
        if (moved.at >= moved.line.length) continue;
        kept.push(moved);
        if (moved.at < 0) continue;
        const [lx, ly] = pointAt(moved.line, moved.at);
        context.fillStyle = moved.failed ? failed : light;
        context.beginPath();
        context.arc(lx, ly, radius, 0, Math.PI * 2);
        context.fill();
        context.fillStyle = core;
        context.beginPath();
        context.arc(lx, ly, radius * 0.45, 0, Math.PI * 2);
        context.fill();
      }
      lights = kept;
      return moving || lights.length > 0;
    },
  };
};
