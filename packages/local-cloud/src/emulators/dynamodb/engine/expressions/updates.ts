import type { Path } from "./paths.ts";

/** `Value` is a placeholder as it is parsed, and the value once it is bound. */
export type Source<Value> =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: Value }
  | {
      readonly kind: "call";
      readonly name: "+" | "-" | "if_not_exists" | "list_append";
      readonly operands: readonly Source<Value>[];
    };

export type Action<Value> =
  | { readonly kind: "set"; readonly path: Path; readonly source: Source<Value> }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add" | "delete"; readonly path: Path; readonly value: Value };
