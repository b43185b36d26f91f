import type { ReactNode } from "react";

type Point = readonly [x: number, y: number, turn?: number];

/** The same small thing at each point, turned by degrees. */
export const Scatter = ({ at, children }: { at: readonly Point[]; children: ReactNode }) => (
  <>
    {at.map(([x, y, turn = 0]) => (
      <g key={`${x} ${y}`} transform={`translate(${x} ${y}) rotate(${turn})`}>
        {children}
      </g>
    ))}
  </>
);
