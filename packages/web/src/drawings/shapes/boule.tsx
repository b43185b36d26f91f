import { type Crust, paint } from "../paint.ts";
import { Scatter } from "./scatter.tsx";

const scores = {
  wheat: "M60 32v40M60 44 46 35M60 44l14-9M60 55 44 45M60 55l16-10M60 66 45 56M60 66l15-10",
  cross: "M60 31c-2 14-2 26 0 41M34 51c16-4 36-4 52 0",
  slashes: "M38 64c2-13 8-22 17-29M54 69c2-14 9-26 19-33M72 69c2-11 7-20 15-26",
  square: "M44 37c-2 10-2 20 0 31M76 37c2 10 2 20 0 31M36 44c15-3 33-3 48 0M36 62c15 3 33 3 48 0",
};

const seeds = [
  [37, 47, 20],
  [46, 40, -30],
  [58, 36, 60],
  [71, 39, 10],
  [83, 46, -50],
  [41, 60, 70],
  [53, 52, -10],
  [66, 51, 40],
  [78, 58, 0],
  [90, 57, 80],
  [60, 65, -60],
  [48, 69, 30],
  [73, 69, -20],
  [31, 56, 0],
] as const;

interface Props {
  crust: Crust;
  score: keyof typeof scores;
  topping?: "flour" | "seeds" | "walnuts" | "rosemary";
}

/** A round loaf. */
export const Boule = ({ crust, score, topping }: Props) => (
  <>
    <ellipse cx="60" cy="54" rx="47" ry="32" fill={crust.base} />
    <path d="M13 54a47 32 0 0 0 94 0c-5 15-23 23-47 23S18 69 13 54Z" fill={crust.dark} />
    <path d="M25 43c8-9 20-13 32-14" stroke={crust.light} strokeWidth="5" />
    {topping === "flour" && (
      <path
        d="M22 52c10-16 66-16 76 0M27 63c14-9 52-9 66 0"
        stroke={paint.icing}
        strokeWidth="5"
        opacity=".55"
      />
    )}
    <path
      d={scores[score]}
      stroke={crust.dark}
      strokeWidth="6.5"
      opacity=".55"
      transform="translate(0 1.5)"
    />
    <path d={scores[score]} stroke={paint.crumb} strokeWidth="4.2" />
    {topping === "seeds" && (
      <Scatter at={seeds}>
        <ellipse rx="2.9" ry="1.6" fill={paint.seed} />
      </Scatter>
    )}
    {topping === "walnuts" && (
      <Scatter at={[seeds[0], seeds[3], seeds[5], seeds[8], seeds[10]]}>
        <path d="M-5 0c0-4 3-5 5-4s5 0 5 4-4 4-5 3-5 1-5-3Z" fill={paint.nut} />
        <path d="M0-4v7" stroke={paint.nutDark} strokeWidth="1.4" />
      </Scatter>
    )}
    {topping === "rosemary" && (
      <Scatter at={[seeds[0], seeds[4], seeds[9], seeds[11]]}>
        <path
          d="M-6 0H6M-3 0l-2-4M0 0l-2-4M3 0 1-4M-2 0l-2 4M1 0l-2 4M4 0 2 4"
          stroke={paint.leafDark}
          strokeWidth="1.7"
        />
      </Scatter>
    )}
  </>
);
