import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

// From the horns to the middle: each fold lies over the one before it.
const folds = [
  [17, 68, 10, 13, -58],
  [103, 68, 10, 13, 58],
  [33, 56, 14, 20, -34],
  [87, 56, 14, 20, 34],
  [60, 49, 20, 26, 0],
] as const;

export const Croissant = ({ crust, almonds = false }: { crust: Crust; almonds?: boolean }) => (
  <>
    {folds.map(([x, y, rx, ry, turn]) => (
      <g key={x} transform={`translate(${x} ${y}) rotate(${turn})`}>
        <ellipse rx={rx + 1.5} ry={ry + 1} fill={crust.dark} />
        <ellipse rx={rx} ry={ry} fill={crust.base} cy="-.5" />
        <path
          d={`M${-rx * 0.45} ${-ry * 0.7}Q${-rx * 0.75} 0 ${-rx * 0.4} ${ry * 0.7}`}
          stroke={crust.light}
          strokeWidth="4"
        />
        <path
          d={`M${rx * 0.35} ${-ry * 0.75}Q${rx * 0.7} 0 ${rx * 0.35} ${ry * 0.75}`}
          stroke={crust.dark}
          strokeWidth="2.5"
          opacity=".7"
        />
      </g>
    ))}
    {almonds && (
      <>
        <path d="M30 46c8-10 18-17 30-18s22 8 30 18" stroke={paint.icing} strokeWidth="7" opacity=".55" />
        <Scatter
          at={[
            [36, 49, -40],
            [47, 36, -20],
            [60, 33, 10],
            [73, 39, 40],
            [84, 51, 30],
            [58, 46, -60],
            [68, 53, 20],
            [49, 54, 60],
          ]}
        >
          <ellipse rx="4.5" ry="2.6" fill={paint.seed} />
          <path d="M-3 0h6" stroke={paint.nutDark} strokeWidth=".8" />
        </Scatter>
      </>
    )}
  </>
);
