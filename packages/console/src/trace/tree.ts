import type { TraceHop } from "sourdough-local/console-api";

export interface Row {
  hop: TraceHop;
  children: number;
  /** Steps to the right: a hop that follows alone stays below its cause, or a long journey would leave the page. */
  indent: number;
}

export interface Filter {
  text: string;
  failedOnly: boolean;
  collapsed: ReadonlySet<number>;
}

const matches = (hop: TraceHop, text: string) =>
  [hop.service, hop.action, hop.resource, hop.note, hop.area, hop.error?.code, hop.error?.message]
    .join(" ")
    .toLowerCase()
    .includes(text.toLowerCase());

/** Rows to show, a parent before its children; what a filter finds brings its parents along. */
export const rowsOf = (hops: readonly TraceHop[], { text, failedOnly, collapsed }: Filter): Row[] => {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const children = new Map<number, number>();
  for (const { parent } of hops)
    if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) + 1);

  const indents = new Map<number, number>();
  for (const { id, parent } of hops) {
    const branches = parent !== undefined && (children.get(parent) ?? 0) > 1;
    indents.set(id, (indents.get(parent ?? 0) ?? 0) + (branches ? 1 : 0));
  }

  let wanted: Set<number> | undefined;
  if (text || failedOnly) {
    wanted = new Set();
    for (const hop of hops) {
      if ((failedOnly && !hop.error) || (text && !matches(hop, text))) continue;
      for (let at: TraceHop | undefined = hop; at && !wanted.has(at.id); at = byId.get(at.parent ?? 0))
        wanted.add(at.id);
    }
  }
  const hidden = new Set<number>();
  const rows: Row[] = [];
  for (const hop of hops) {
    const { parent } = hop;
    if (parent !== undefined && (hidden.has(parent) || collapsed.has(parent))) {
      hidden.add(hop.id);
      continue;
    }
    if (!wanted || wanted.has(hop.id))
      rows.push({ hop, children: children.get(hop.id) ?? 0, indent: indents.get(hop.id)! });
  }
  return rows;
};
