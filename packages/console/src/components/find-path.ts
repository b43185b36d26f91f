import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

/** `lines[0].sku`, `/lines/0/sku` and `lines.0.sku` are one path. */
export const stepsOf = (path: string): string[] =>
  path
    .replace(/\[(\w+)\]/g, "/$1")
    .split(/[./]/)
    .filter(Boolean);

const text = (state: EditorState, node: SyntaxNode) => state.sliceDoc(node.from, node.to);

const child = (state: EditorState, node: SyntaxNode, step: string): SyntaxNode | undefined => {
  if (node.name === "Array") {
    let index = Number(step);
    for (let item = node.firstChild; item; item = item.nextSibling)
      if (!/^[[\],]$/.test(item.name) && index-- === 0) return item;
    return undefined;
  }
  for (const property of node.getChildren("Property")) {
    const name = property.getChild("PropertyName");
    if (name && text(state, name) === JSON.stringify(step)) return property.lastChild ?? undefined;
  }
  return undefined;
};

/** Where a field of the JSON in the editor is; for one that is missing, the object it is missing from. */
export const findPath = (state: EditorState, path: string): { from: number; to: number } => {
  let node: SyntaxNode | null = syntaxTree(state).topNode.firstChild;
  let found = node;
  for (const step of stepsOf(path)) {
    const next: SyntaxNode | undefined = node ? child(state, node, step) : undefined;
    if (!next) break;
    node = found = next;
  }
  if (!found) return { from: 0, to: 0 };
  const wide = found.name === "Object" || found.name === "Array";
  return { from: found.from, to: wide ? found.from + 1 : found.to };
};
