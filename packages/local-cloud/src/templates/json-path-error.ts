/** A JSONPath that cannot be read, and from where on. */
export class JsonPathError extends Error {
  override readonly name = "JsonPathError";
}
