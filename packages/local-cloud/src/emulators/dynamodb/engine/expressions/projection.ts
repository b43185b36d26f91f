import { type AttributeValue, attributeOf, type Item } from "../values.ts";
import { isReservedMessage, memberAt, type Path, parsePath } from "./paths.ts";
import { readExpression } from "./tokens.ts";

/** The paths of a projection expression, with their placeholders. */
export const parseProjection = (text: string): readonly Path[] => {
  const cursor = readExpression("ProjectionExpression", text);
  let reserved: string | undefined;
  const paths: Path[] = [];
  do {
    paths.push(
      parsePath(cursor, (name) => {
        reserved ??= name;
      }),
    );
  } while (cursor.take(","));
  if (cursor.peek().kind !== "end") cursor.unexpected();
  if (reserved !== undefined) cursor.fail(isReservedMessage(reserved));
  return paths;
};

/** What is wanted of a value: all of it, or some of what is in it. */
type Wanted = "all" | Map<string | number, Wanted>;

const treeOf = (paths: readonly Path[]): Map<string | number, Wanted> => {
  const tree = new Map<string | number, Wanted>();
  for (const path of paths) {
    let at = tree;
    for (const [depth, step] of path.entries()) {
      const found = at.get(step);
      if (depth === path.length - 1) at.set(step, "all");
      else if (found === "all") break;
      else if (found) at = found;
      else {
        const inner = new Map<string | number, Wanted>();
        at.set(step, inner);
        at = inner;
      }
    }
  }
  return tree;
};

const partOf = (value: AttributeValue, wanted: Wanted): AttributeValue | undefined => {
  if (wanted === "all") return value;
  const steps = [...wanted].toSorted(([a], [b]) =>
    typeof a === "number" && typeof b === "number" ? a - b : 0,
  );
  const parts = steps.flatMap(([step, inner]) => {
    const member = memberAt(value, step);
    const part = member && partOf(member, inner);
    return part ? [[step, part] as const] : [];
  });
  if (parts.length === 0) return undefined;
  return value.L ? { L: parts.map(([, part]) => part) } : { M: Object.fromEntries(parts) };
};

/** What is at the paths, in the maps and lists it is in. */
export const createProjection = (paths: readonly Path[]): ((item: Item) => Item) => {
  const tree = [...treeOf(paths)] as [string, Wanted][];
  return (item) =>
    Object.fromEntries(
      tree.flatMap(([name, wanted]) => {
        const value = attributeOf(item, name);
        const part = value && partOf(value, wanted);
        return part ? [[name, part]] : [];
      }),
    );
};
