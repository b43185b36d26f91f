import { parse } from "velocityjs";

/** Part of a reference path: `.name`, `.name(args)`, `[key]`. */
export type Segment =
  | { type: "property"; id: string }
  | { type: "method"; id: string; args: Node[] | false }
  | { type: "index"; id: Node };

export interface Reference {
  type: "references";
  id: string;
  leader: "$" | "$!";
  isWraped?: boolean;
  path?: Segment[];
  args?: Node[] | false;
}

/** What velocityjs' parser produces. Text is a plain string, a block (`#if ... #end`) an array led by its directive. */
export type Node =
  | string
  | Block
  | Reference
  | { type: "set"; equal: [Reference, Node] }
  | { type: "math"; operator: string; expression: Node[] }
  | { type: "string"; value: string; isEval?: boolean }
  | { type: "integer" | "decimal"; value: string | number }
  | { type: "bool"; value: "true" | "false" | "null" }
  | { type: "array"; value?: (Node | number)[]; isRange?: boolean }
  | { type: "map"; value?: Record<string, Node> }
  | { type: "macro_call"; id: string; args?: Node[] | false }
  | { type: "raw"; value: string }
  | { type: "comment" | "break" | "else" | "stop" }
  | Directive;

type Directive =
  | { type: "if" | "elseif"; condition: Node }
  | { type: "foreach"; to: string; from: Node }
  | { type: "macro" | "macro_body"; id: string; args?: Node[] | false }
  | { type: "define"; id: string }
  | { type: "noescape" };

/** A directive and its content up to `#end`. */
export type Block = [Directive, ...Node[]];

/** Why a template cannot be parsed or rendered. */
export class VtlError extends Error {
  override readonly name = "VtlError";
}

export const parseTemplate = (source: string): Node[] => {
  try {
    return withStops(parse(source) as unknown as Node[]);
  } catch (error) {
    if (error instanceof VtlError) throw error;
    throw new VtlError(`The mapping template is not valid VTL: ${(error as Error).message}`, {
      cause: error,
    });
  }
};

// velocityjs takes `#stop` for the text "#s" and "top".
const withStops = (nodes: Node[]): Node[] => {
  const result: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const next = nodes[i + 1];
    if (node === "#s" && typeof next === "string" && /^top\b/.test(next))
      return [...result, { type: "stop" }];
    result.push(Array.isArray(node) ? (withStops(node) as Block) : node);
  }
  return result;
};
