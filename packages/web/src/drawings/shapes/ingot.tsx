import { type Crust, paint } from "../paint.ts";

/** Two financiers. */
export const Ingot = ({ crust }: { crust: Crust }) => (
  <>
    {[
      [16, 40],
      [38, 54],
    ].map(([x, y]) => (
      <g key={x} transform={`translate(${x} ${y}) rotate(-8)`}>
        <path d="M0 8h66l-6 20H6Z" fill={crust.dark} stroke={crust.dark} strokeWidth="5" />
        <path d="M2 6h62l-3 10H5Z" fill={crust.base} stroke={crust.base} strokeWidth="7" />
        <path d="M14 8h20" stroke={crust.light} strokeWidth="3.5" />
        <ellipse cx="46" cy="9" rx="4" ry="2.4" fill={paint.seed} />
      </g>
    ))}
  </>
);
