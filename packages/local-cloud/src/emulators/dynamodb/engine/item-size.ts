import { significantDigits } from "./numbers.ts";
import { type AttributeValue, type Item, typeOf } from "./values.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
export const LARGEST_ITEM = 400 * 1024;

/** A list or map has three bytes of its own, and one for each of its members. */
const CONTAINER = 3;

/**
 * Bytes of the attributes of an item, as DynamoDB counts them: names and values, not the types in the JSON.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOf = (attributes: Item | undefined): number => {
  let size = 0;
  for (const [name, value] of Object.entries(attributes ?? {}))
    size += Buffer.byteLength(name) + valueSize(value);
  return size;
};

const valueSize = (value: AttributeValue): number => {
  const type = typeOf(value);
  switch (type) {
    case "S":
      return Buffer.byteLength(value.S!);
    case "N":
      return numberSize(value.N!);
    case "B":
      return Buffer.byteLength(value.B!, "base64");
    case "SS":
    case "NS":
    case "BS":
      return value[type]!.reduce((sum, each) => sum + valueSize({ [type.slice(0, 1)]: each }), 0);
    case "L":
      return value.L!.reduce((sum, each) => sum + 1 + valueSize(each), CONTAINER);
    case "M":
      return CONTAINER + Object.keys(value.M!).length + sizeOf(value.M);
    default:
      return 1;
  }
};

/** A byte for each two significant digits, and one. */
const numberSize = (number: string): number =>
  Math.ceil(significantDigits(number) / 2) + 1 + (number.startsWith("-") ? 1 : 0);
