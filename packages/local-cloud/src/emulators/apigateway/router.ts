/** Finds the resource of a path: `{name}` takes one segment, `{name+}` all that is left. */
export interface Router<Value> {
  add(path: string, value: Value): void;
  /** The most specific resource and its path parameters, decoded; undefined when there is none. */
  find(path: string): { value: Value; parameters: Record<string, string> } | undefined;
}

interface Node<Value> {
  value?: Value;
  readonly literals: Map<string, Node<Value>>;
  parameter?: { name: string; node: Node<Value> };
  rest?: { name: string; value: Value };
}

const createNode = <Value>(): Node<Value> => ({ literals: new Map() });

const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

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
  if (node.parameter) {
    const inner = walk(node.parameter.node, segments, at + 1, parameters);
    if (inner !== undefined) {
      parameters[node.parameter.name] = decode(segment);
      return inner;
    }
  }
  if (!node.rest) return undefined;
  parameters[node.rest.name] = segments.slice(at).map(decode).join("/");
  return node.rest.value;
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
