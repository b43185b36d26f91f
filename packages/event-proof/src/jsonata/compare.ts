import { boolean, literal, members, type Shape } from "../shape.ts";
import type { Observer } from "./scope.ts";

/** What `=` (or `!=`) gives, as far as the values are known; tells the observer how a field of an event compared. */
export const equality = (
  comparison: unknown,
  [left, right]: readonly [Shape, Shape],
  equal: boolean,
  observer: Observer,
): Shape => {
  const truth = sameness(left, right);
  const described = [left, right].find((side) =>
    members(side).some((each) => "origin" in each && each.origin),
  );
  const other = described === left ? right : left;
  if (equal && described && other.kind === "literal")
    observer.compared(comparison, String(other.value), truth);
  return truth === undefined ? boolean : literal(truth === equal);
};

const sameness = (left: Shape, right: Shape): boolean | undefined => {
  const scalars = (shape: Shape) =>
    members(shape).map((member) => (member.kind === "literal" ? member.value : undefined));
  const [ours, theirs] = [scalars(left), scalars(right)];
  if (ours.includes(undefined) || theirs.includes(undefined)) return undefined;
  if (!ours.some((value) => theirs.includes(value))) return false;
  return ours.length === 1 && theirs.length === 1 ? true : undefined;
};
