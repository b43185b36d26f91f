const escapeXml = (text: string) => text.replace(/[<>&"'\r]/g, (char) => `&#${char.charCodeAt(0)};`);

// The maps of SNS, STS and CloudWatch answers; everything else that is an object is a structure.
const maps = new Set(["Attributes", "ExtendedStatistics"]);

/** A value as an element of the query protocol: lists in `<member>`, maps in `<entry>`, nothing for what is missing. */
export const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value))
    return `<${name}>${value.map((item) => element("member", item)).join("")}</${name}>`;
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === "object") {
    const members = Object.entries(value);
    const inner = maps.has(name)
      ? members.map(([key, item]) => `<entry>${element("key", key)}${element("value", item)}</entry>`)
      : members.map(([key, item]) => element(key, item));
    return `<${name}>${inner.join("")}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
};
