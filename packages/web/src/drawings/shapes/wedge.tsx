import type { ReactNode } from "react";

const tip = { x: 14, y: 47 };
const front = { x: 98, y: 53 };
const back = { x: 92, y: 29 };
const height = 30;

const band = (from: number, to: number) =>
  `M${tip.x} ${tip.y + from * height}L${front.x} ${front.y + from * height}V${front.y + to * height}L${tip.x} ${tip.y + to * height}Z`;

interface Props {
  /** From top to bottom, each as high as its share. */
  layers: readonly (readonly [colour: string, share: number])[];
  top: string;
  rim: string;
  children?: ReactNode;
}

/** A slice of a round cake. */
export const Wedge = ({ layers, top, rim, children }: Props) => {
  const total = layers.reduce((sum, [, share]) => sum + share, 0);
  let from = 0;
  return (
    <>
      <path
        d={`M${front.x} ${front.y}Q${front.x + 8} ${front.y - 14} ${back.x} ${back.y}V${back.y + height}Q${front.x + 8} ${front.y + 16} ${front.x} ${front.y + height}Z`}
        fill={rim}
      />
      {layers.map(([colour, share]) => {
        const d = band(from / total, (from + share) / total);
        from += share;
        return <path key={d} d={d} fill={colour} />;
      })}
      <path
        d={`M${tip.x} ${tip.y}L${back.x} ${back.y}Q${front.x + 8} ${front.y - 14} ${front.x} ${front.y}Z`}
        fill={top}
        stroke={top}
        strokeWidth="3"
      />
      {children}
    </>
  );
};
