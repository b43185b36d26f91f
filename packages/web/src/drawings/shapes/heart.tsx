import { paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

/** A lebkuchen heart. */
export const Heart = () => {
  const outline =
    "M60 82C36 66 20 54 20 39c0-11 9-18 19-18 9 0 16 5 21 13 5-8 12-13 21-13 10 0 19 7 19 18 0 15-16 27-40 43Z";
  return (
    <>
      <path
        d={outline}
        fill={paint.chocolate}
        stroke={paint.chocolate}
        strokeWidth="5"
        transform="translate(0 3)"
      />
      <path d={outline} fill={paint.chocolateLight} stroke={paint.chocolateLight} strokeWidth="5" />
      <path
        d={outline}
        stroke={paint.icing}
        strokeWidth="2.8"
        strokeDasharray=".1 6.5"
        transform="translate(8 7) scale(.87)"
      />
      <Scatter
        at={[
          [46, 44, -40],
          [60, 54, 0],
          [74, 44, 40],
          [60, 68, 90],
        ]}
      >
        <ellipse rx="6" ry="3.5" fill={paint.seed} />
        <path d="M-4 0h8" stroke={paint.nutDark} strokeWidth="1" />
      </Scatter>
    </>
  );
};
