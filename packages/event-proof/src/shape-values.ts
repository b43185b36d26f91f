import { elementOf, members, type Shape } from "./shape.ts";

/** Values of a shape: each alternative of each of its fields at least once, optional ones also missing. */
export const valuesOf = (shape: Shape): unknown[] =>
  members(shape).flatMap((member): unknown[] => {
    switch (member.kind) {
      case "literal":
        return [member.value];
      case "text":
        return [member.json ? JSON.stringify(valuesOf(member.json)[0]) : "text"];
      case "number":
        return [1];
      case "boolean":
        return [true, false];
      case "list":
        return [valuesOf(elementOf(member)).slice(0, 1)];
      case "object":
        return objects(member.fields);
      default:
        return [];
    }
  });

const objects = (fields: Extract<Shape, { kind: "object" }>["fields"]): unknown[] => {
  const options = Object.entries(fields).map(
    ([name, { shape, optional }]) => [name, [...valuesOf(shape), ...(optional ? [undefined] : [])]] as const,
  );
  const first = Object.fromEntries(options.map(([name, values]) => [name, values[0]]));
  return [
    first,
    ...options.flatMap(([name, values]) => values.slice(1).map((value) => ({ ...first, [name]: value }))),
  ];
};
