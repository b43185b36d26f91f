import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const turns = "M62 55c-5-3-10 2-8 7 3 7 14 6 17-2 4-11-8-20-19-16-14 5-17 23-6 31 14 10 36 3 39-14";

/** A bun rolled up around something. */
export const Spiral = ({
  crust,
  filling,
  topping,
}: {
  crust: Crust;
  filling: string;
  topping?: "icing" | "raisins" | "sugar";
}) => (
  <>
    <ellipse cx="60" cy="61" rx="42" ry="25" fill={crust.dark} />
    <ellipse cx="60" cy="54" rx="42" ry="27" fill={crust.base} />
    <path d="M27 45c6-9 17-14 30-15" stroke={crust.light} strokeWidth="4.5" />
    <g transform="translate(-12 -12) scale(1.2 1.150)">
      <path d={turns} stroke={filling} strokeWidth="4.5" />
    </g>
    {topping === "icing" && (
      <path
        d="M30 52c10-16 18 10 28-8s16 16 28-2M38 70c8-10 14 6 24-6s14 4 20-4"
        stroke={paint.icing}
        strokeWidth="4"
      />
    )}
    {topping === "raisins" && (
      <Scatter
        at={[
          [38, 50],
          [50, 66],
          [60, 41],
          [72, 62],
          [82, 49],
          [60, 56],
        ]}
      >
        <ellipse rx="3.6" ry="2.7" fill={paint.jam} />
      </Scatter>
    )}
    {topping === "sugar" && (
      <Scatter
        at={[
          [36, 52],
          [46, 40],
          [58, 36],
          [72, 40],
          [83, 50],
          [76, 64],
          [62, 70],
          [46, 66],
          [56, 50],
          [68, 54],
        ]}
      >
        <path d="M-2-1.5h3.5v3H-2z" fill={paint.icing} />
      </Scatter>
    )}
  </>
);
