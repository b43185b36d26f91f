import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";

interface Props {
  /** What it moves along: "Hour". */
  label: string;
  count: number;
  /** Where it is before anybody moves it. */
  start: number;
  /** Within the drawing, in pixels. */
  left: number;
  width: number;
  height: number;
  /** The middle of a place, from `left` on. */
  centre(index: number): number;
  /** What is there, in a sentence. */
  text(index: number): string;
  /** The same, to be seen. */
  children(index: number): ReactNode;
}

/**
 * Reads a drawing place by place, by pointer, touch or arrow keys. It is a slider, which screen readers know to read
 * out as it moves.
 */
export const ChartCursor = ({ label, count, start, left, width, height, centre, text, children }: Props) => {
  const [index, setIndex] = useState(start);
  const [isShown, setShown] = useState(false);
  const at = Math.max(0, Math.min(count - 1, index));

  const follow = ({ clientX, currentTarget }: PointerEvent) => {
    const x = clientX - currentTarget.getBoundingClientRect().left;
    const distance = (one: number) => Math.abs(centre(one) - x);
    let nearest = 0;
    for (let one = 1; one < count; one += 1) if (distance(one) < distance(nearest)) nearest = one;
    setIndex(nearest);
    setShown(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - 5,
      PageUp: at + 5,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (event.key === "Escape") setShown(false);
    if (to === undefined) return;
    event.preventDefault();
    setIndex(Math.max(0, Math.min(count - 1, to)));
    setShown(true);
  };
  const middle = centre(at);
  return (
    <>
      <div
        className="chart-cursor"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, count - 1)}
        aria-valuenow={at}
        aria-valuetext={count > 0 ? text(at) : "nothing"}
        style={{ left, width, height }}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && setShown(false)}
        onKeyDown={onKeyDown}
        onFocus={({ currentTarget }) => currentTarget.matches(":focus-visible") && setShown(true)}
        onBlur={() => setShown(false)}
      >
        {isShown && count > 0 && <i style={{ left: middle }} />}
      </div>
      {isShown && count > 0 && (
        <div
          className="chart-tip"
          aria-hidden="true"
          data-side={middle > width / 2 ? "left" : "right"}
          style={middle > width / 2 ? { right: `calc(100% - ${left + middle}px)` } : { left: left + middle }}
        >
          {children(at)}
        </div>
      )}
    </>
  );
};
