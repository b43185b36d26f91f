/** Finds the resource of a path: `{name}` takes one segment, `{name+}` all that is left. */
export interface Router<Value> {
  add(path: string, value: Value): void;
  /** The most specific resource and its path parameters as the path has them; undefined when there is none. */
  find(path: string): { value: Value; parameters: Record<string, string> } | undefined;
}

interface Node<Value> {
  value?: Value;
  readonly literals: Map<string, Node<Value>>;
  parameter?: { name: string; node: Node<Value> };
  rest?: { name: string; value: Value };
}

const createNode = <Value>(): Node<Value> => ({ literals: new Map() });

// Slashes around a path do not count, those within it do:
// https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
const segmentsOf = (path: string): string[] => {
  const inner = path.replace(/^\/+|\/+$/g, "");
  return inner === "" ? [] : inner.split("/");
};

export const createRouter = <Value>(): Router<Value> => {
  const root = createNode<Value>();
  return {
    add(path, value) {
      let node = root;
      for (const segment of segmentsOf(path)) {
        const [, name, plus] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
        if (name && plus) {
          node.rest = { name, value };
          return;
        }
        if (name) {
          node.parameter ??= { name, node: createNode() };
          node = node.parameter.node;
        } else {
          const next = node.literals.get(segment) ?? createNode<Value>();
          node.literals.set(segment, next);
          node = next;
        }
      }
      node.value = value;
    },
    find(path) {
      const segments = segmentsOf(path);
      const parameters: Record<string, string> = {};
      const value = walk(root, segments, 0, parameters);
      return value === undefined ? undefined : { value, parameters };
    },
  };
};

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html:
// a literal segment goes before a parameter, a parameter before a greedy one.
const walk = <Value>(
  node: Node<Value>,
  segments: readonly string[],
  at: number,
  parameters: Record<string, string>,
): Value | undefined => {
  if (at === segments.length) return node.value;
  const segment = segments[at]!;
  const literal = node.literals.get(segment);
  const found = literal && walk(literal, segments, at + 1, parameters);
  if (found !== undefined) return found;
  if (node.parameter && segment !== "") {
    const inner = walk(node.parameter.node, segments, at + 1, parameters);
    if (inner !== undefined) {
      parameters[node.parameter.name] = segment;
      return inner;
    }
  }
  if (!node.rest) return undefined;
  parameters[node.rest.name] = segments.slice(at).join("/");
  return node.rest.value;
};
