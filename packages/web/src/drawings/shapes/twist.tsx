import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

/** Cheese straws. */
export const Twist = ({ crust }: { crust: Crust }) => (
  <g transform="rotate(-18 60 54)">
    {[38, 58].map((y, row) => (
      <g key={y} transform={`translate(${row * 8 - 4} ${y})`}>
        <rect x="8" y="0" width="100" height="15" rx="7.5" fill={crust.dark} />
        {[12, 26, 40, 54, 68, 82, 94].map((x) => (
          <path key={x} d={`M${x} 13c1-7 5-11 10-12`} stroke={crust.base} strokeWidth="8" />
        ))}
        {[14, 42, 70].map((x) => (
          <path key={x} d={`M${x} 10c1-4 3-7 6-8`} stroke={crust.light} strokeWidth="3" />
        ))}
      </g>
    ))}
    <Scatter
      at={[
        [30, 44],
        [58, 43],
        [84, 46],
        [40, 66],
        [70, 64],
        [98, 66],
      ]}
    >
      <path d="M-3-1h6v2h-6z" fill={paint.butter} />
    </Scatter>
  </g>
);
