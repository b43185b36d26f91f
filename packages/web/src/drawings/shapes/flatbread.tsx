import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const dents = [
  [34, 48],
  [52, 42],
  [70, 46],
  [88, 51],
  [42, 60],
  [61, 57],
  [79, 63],
] as const;

/** Ciabatta or focaccia. */
export const Flatbread = ({ crust, topping }: { crust: Crust; topping: "olives" | "salt" }) => (
  <>
    <path
      d="M16 46c1-10 12-16 44-16s43 6 45 16c2 9 2 17 0 24-2 8-13 12-45 12s-43-4-45-12c-2-7-1-15 1-24Z"
      fill={crust.dark}
    />
    <path
      d="M16 44c1-10 12-15 44-15s43 5 45 15c2 8 2 14 0 20-2 8-13 11-45 11s-43-3-45-11c-2-6-1-12 1-20Z"
      fill={crust.base}
    />
    <path d="M26 38c10-4 24-5 38-5" stroke={crust.light} strokeWidth="4" />
    <Scatter at={dents}>
      {topping === "olives" ? (
        <>
          <ellipse rx="6" ry="4.5" fill="#4f5a2c" />
          <ellipse rx="2" ry="1.4" fill={crust.dark} />
        </>
      ) : (
        <>
          <ellipse rx="5.5" ry="3.8" fill={crust.dark} opacity=".55" />
          <path d="M-1-1h2v2h-2z" fill={paint.icing} />
        </>
      )}
    </Scatter>
    {topping === "salt" && (
      <Scatter
        at={[
          [44, 50, 30],
          [74, 54, -40],
          [56, 67, 10],
        ]}
      >
        <path d="M-6 0H6M-3 0l-2-4M1 0l-2-4M-1 0l-2 4M3 0 1 4" stroke={paint.leafDark} strokeWidth="1.8" />
      </Scatter>
    )}
  </>
);
