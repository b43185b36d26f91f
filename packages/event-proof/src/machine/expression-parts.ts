/** A node of JSONata's syntax tree; the types that come with it leave out half. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly lhs?: Node;
  readonly rhs?: Node;
  /** Variables of `#$i` and `@$v`. */
  readonly index?: string;
  readonly focus?: string;
}

/** A part of an expression that can be mistaken. */
export type Part =
  /** A field; `inText` when it is put into a text with `&`. */
  | { readonly kind: "name"; readonly node: object; readonly name: string; readonly inText: boolean }
  /** A variable or function that the expression does not define itself. */
  | { readonly kind: "variable" | "function"; readonly node: object; readonly name: string }
  /** `field = "constant"` */
  | { readonly kind: "comparison"; readonly node: object; readonly field: object; readonly constant: string };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

const nodesIn = (tree: unknown, nodes = new Set<Node>()): Set<Node> => {
  if (!isNode(tree) || nodes.has(tree)) return nodes;
  nodes.add(tree);
  for (const inner of Object.values(tree)) nodesIn(inner, nodes);
  return nodes;
};

const namesOf = (node: Node | undefined): readonly Node[] =>
  node?.type === "path" ? node.steps!.filter(({ type }) => type === "name") : [];

const comparisonIn = (node: Node): Part | undefined => {
  if (node.type !== "binary" || node.value !== "=") return undefined;
  const [constant, other] = node.rhs?.type === "string" ? [node.rhs, node.lhs] : [node.lhs, node.rhs];
  const field = namesOf(other).at(-1);
  return constant?.type === "string" && field
    ? { kind: "comparison", node, field, constant: String(constant.value) }
    : undefined;
};

/** Texts that something is compared with. */
export const constantsIn = (tree: unknown): string[] =>
  [...nodesIn(tree)].flatMap(({ type, value, lhs, rhs }) =>
    type === "binary" && ["=", "!=", "in"].includes(String(value))
      ? [lhs, rhs].flatMap((side) => (side?.type === "string" ? [String(side.value)] : []))
      : [],
  );

/** Always the same parts in the same order for the same expression. */
export const partsOf = (tree: unknown): Part[] => {
  const nodes = [...nodesIn(tree)];
  const own = new Set<unknown>(
    nodes.flatMap(({ type, lhs, arguments: parameters = [], index, focus }) => [
      ...(type === "bind" ? [lhs?.value] : []),
      ...(type === "lambda" ? parameters.map(({ value }) => value) : []),
      ...[index, focus],
    ]),
  );
  const called = new Set(nodes.map(({ procedure }) => procedure));
  const inText = new Set(
    nodes.flatMap(({ type, value, lhs, rhs }) =>
      type === "binary" && value === "&" ? [...namesOf(lhs), ...namesOf(rhs)] : [],
    ),
  );
  return nodes.flatMap((node): Part[] => {
    const { type, value } = node;
    if (type === "name") return [{ kind: "name", node, name: String(value), inText: inText.has(node) }];
    if (type === "variable" && value && value !== "$" && !own.has(value))
      return [{ kind: called.has(node) ? "function" : "variable", node, name: String(value) }];
    const comparison = comparisonIn(node);
    return comparison ? [comparison] : [];
  });
};
