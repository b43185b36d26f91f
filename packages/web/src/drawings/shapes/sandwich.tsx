import { type Crust, paint } from "../paint.ts";

const tops = {
  baguette: "M8 46c0-12 10-19 24-19h56c14 0 24 7 24 19 0 3-2 5-5 5H13c-3 0-5-2-5-5Z",
  slab: "M12 38c0-6 4-9 10-9h76c6 0 10 3 10 9v8c0 3-2 5-5 5H17c-3 0-5-2-5-5Z",
  bun: "M18 48c0-17 18-27 42-27s42 10 42 27c0 2-1 3-3 3H21c-2 0-3-1-3-3Z",
};

interface Props {
  crust: Crust;
  shape: keyof typeof tops;
  /** From top to bottom. */
  fillings: readonly string[];
  seeded?: boolean;
}

export const Sandwich = ({ crust, shape, fillings, seeded = false }: Props) => {
  const from = 50;
  const bottom = from + fillings.length * 7;
  return (
    <>
      <path
        d={`M14 ${bottom}h92v8c0 5-4 8-9 8H23c-5 0-9-3-9-8Z`}
        fill={crust.base}
        stroke={crust.base}
        strokeWidth="2"
      />
      <path d={`M14 ${bottom}h92v4H14Z`} fill={paint.crumb} />
      {fillings.map((colour, row) => {
        const y = from + row * 7;
        const w = row % 2 === 0 ? 2 : 0;
        return (
          <path
            key={colour}
            d={`M${11 - w} ${y}h${98 + 2 * w}c2 0 3 2 2 4-2 4-6 6-10 4-5-3-9 4-15 1-6-3-9 3-15 0s-9 4-15 1-9 3-15 0-9 4-15 1-9 2-13-1c-3 2-8 0-10-5-1-3 0-5 2-5Z`}
            fill={colour}
          />
        );
      })}

      <path d={tops[shape]} fill={crust.base} />
      <path d="M14 49h92" stroke={paint.crumb} strokeWidth="3" />
      <path
        d={shape === "bun" ? "M32 36c6-6 14-9 24-9" : "M26 34h34"}
        stroke={crust.light}
        strokeWidth="4.5"
      />
      {seeded && (
        <path
          d="M46 33l2 1M60 29l2 1M74 33l2-1M54 40l2 0M68 39l2 1M84 40l2 1"
          stroke={paint.seed}
          strokeWidth="3"
        />
      )}
    </>
  );
};
