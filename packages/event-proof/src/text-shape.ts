import { members, type Shape, union } from "./shape.ts";

/** A record as filters see it: its body, if that is JSON text, as what it says. */
export const mapText = (record: Shape): Shape => {
  if (record.kind === "union") return union(record.of.map(mapText));
  if (record.kind !== "object" || !record.fields.body) return record;
  const { shape, optional } = record.fields.body;
  const body = union(members(shape).map((each) => (each.kind === "text" && each.json ? each.json : each)));
  return { ...record, fields: { ...record.fields, body: { shape: body, optional } } };
};
