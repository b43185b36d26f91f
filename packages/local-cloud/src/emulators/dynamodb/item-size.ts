type Value = Readonly<Record<string, unknown>>;

/**
 * Bytes of the attributes of an item, as DynamoDB counts them: names and values, not the types in the JSON.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOf = (attributes: Readonly<Record<string, unknown>> | undefined): number => {
  let size = 0;
  for (const [name, value] of Object.entries(attributes ?? {}))
    size += Buffer.byteLength(name) + valueSize(value as Value);
  return size;
};

/** A list or map has three bytes of its own, and one for each of its members. */
const CONTAINER = 3;

const valueSize = (value: Value): number => {
  const [type = "", content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
      return Buffer.byteLength(String(content));
    case "N":
      return numberSize(String(content));
    case "B":
      return Buffer.byteLength(String(content), "base64");
    case "SS":
    case "NS":
    case "BS":
      return (content as string[]).reduce((sum, each) => sum + valueSize({ [type.slice(0, 1)]: each }), 0);
    case "L":
      return (content as Value[]).reduce((sum, each) => sum + 1 + valueSize(each), CONTAINER);
    case "M":
      return CONTAINER + Object.keys(content as object).length + sizeOf(content as Value);
    default:
      return 1;
  }
};

/** A byte for each two significant digits, and one. */
const numberSize = (number: string): number => {
  const [digits = ""] = number.replace(/^[-+]/, "").split(/e/i);
  const significant = digits.replace(".", "").replace(/^0+|0+$/g, "").length;
  return Math.ceil(significant / 2) + 1 + (number.startsWith("-") ? 1 : 0);
};
