import jsonata from "jsonata";

interface Filter {
  readonly type: "filter";
  readonly expr: Node;
}

/** JSONata's tree, as its parser makes it; the types that come with it leave out half. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly stages?: readonly Filter[];
  readonly predicate?: readonly Filter[];
  readonly group?: { readonly lhs: readonly (readonly [Node, Node])[] };
  /** Variables of `#$i` and `@$v`. */
  readonly index?: string;
  readonly focus?: string;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly body?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  readonly terms?: readonly { readonly expression: Node }[];
}

const trees = new Map<string, Node>();

/** Parses an expression once; throws what JSONata says about its syntax. */
export const parseJsonata = (source: string): Node => {
  let tree = trees.get(source);
  if (!tree) {
    tree = jsonata(source).ast() as unknown as Node;
    trees.set(source, tree);
  }
  return tree;
};

/** The expression of `{% ... %}`; undefined for plain text. */
export const expressionIn = (value: string): string | undefined =>
  value.startsWith("{%") && value.endsWith("%}") ? value.slice(2, -2).trim() : undefined;

/** `$a.b.c` as its names; undefined for anything with more to it. */
export const plainPath = (node: Node | undefined): readonly string[] | undefined => {
  if (!node) return undefined;
  const steps = node.type === "path" ? node.steps! : [node];
  if (node.predicate || node.group || steps.some((step) => step.stages || step.predicate || step.index))
    return undefined;
  const [first, ...rest] = steps;
  if (first?.type !== "variable" || !first.value || rest.some(({ type }) => type !== "name"))
    return undefined;
  return steps.map(({ value }) => String(value));
};
