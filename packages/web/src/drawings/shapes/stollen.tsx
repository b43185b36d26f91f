import { paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

export const Stollen = () => (
  <g transform="rotate(-8 60 56)">
    <path d="M8 62c0-18 18-30 52-30s52 12 52 30c0 12-14 18-52 18S8 74 8 62Z" fill={paint.crust} />
    <path d="M10 58c2-16 20-26 50-26s48 10 50 26c-14-8-30-10-50-10s-36 2-50 10Z" fill={paint.icing} />
    <path d="M12 62c12-9 30-12 48-12s36 3 48 12c-12 7-28 9-48 9s-36-2-48-9Z" fill={paint.cream} />
    <path d="M14 62c14-7 30-9 46-9s32 2 46 9" stroke={paint.nut} strokeWidth="2.5" />
    <Scatter
      at={[
        [24, 72],
        [40, 75],
        [58, 76],
        [76, 75],
        [94, 71],
        [44, 44],
        [70, 42],
      ]}
    >
      <circle r="2.7" fill={paint.jam} />
    </Scatter>
    <Scatter
      at={[
        [32, 74],
        [50, 77],
        [68, 74],
        [86, 75],
      ]}
    >
      <circle r="2" fill={paint.leafDark} />
    </Scatter>
  </g>
);
