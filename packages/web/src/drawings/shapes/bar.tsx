import type { ReactNode } from "react";

const height = 26;
const left = { x: 18, y: 46 };
const middle = { x: 62, y: 62 };
const right = { x: 104, y: 42 };
const back = { x: 60, y: 28 };

interface Props {
  /** From top to bottom, each as high as its share. */
  layers: readonly (readonly [colour: string, share: number])[];
  top: string;
  children?: ReactNode;
}

/** A slice cut from a tray. */
export const Bar = ({ layers, top, children }: Props) => {
  const total = layers.reduce((sum, [, share]) => sum + share, 0);
  let from = 0;
  return (
    <>
      {layers.map(([colour, share]) => {
        const [a, b] = [(from / total) * height, ((from + share) / total) * height];
        from += share;
        return (
          <g key={a} fill={colour}>
            <path
              d={`M${left.x} ${left.y + a}L${middle.x} ${middle.y + a}V${middle.y + b}L${left.x} ${left.y + b}Z`}
            />
            <path
              d={`M${middle.x} ${middle.y + a}L${right.x} ${right.y + a}V${right.y + b}L${middle.x} ${middle.y + b}Z`}
            />
          </g>
        );
      })}
      <path
        d={`M${middle.x} ${middle.y}L${right.x} ${right.y}V${right.y + height}L${middle.x} ${middle.y + height}Z`}
        fill="#2b1408"
        opacity=".16"
      />
      <path
        d={`M${left.x} ${left.y}L${back.x} ${back.y}L${right.x} ${right.y}L${middle.x} ${middle.y}Z`}
        fill={top}
      />
      {children}
    </>
  );
};
