import { block, code, paragraphs, table } from "./markdown.ts";
import type { DocumentedEvent } from "./model.ts";

/** Who tells whom, by name of the event. */
function map(events: readonly DocumentedEvent[]): string {
  const arrows = new Map<string, string[]>();
  for (const { name, versions } of events) {
    const [{ publisher }] = versions;
    const takers = new Set(versions.flatMap(({ consumers }) => consumers.map(({ service }) => service)));
    for (const taker of takers.size > 0 ? takers : ["outside"]) {
      const arrow = `${publisher} ${taker}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), name]);
    }
  }
  const lines = [...arrows]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([arrow, names]) => {
      const [from, to] = arrow.split(" ");
      return `  ${from} -->|"${names.join("<br/>")}"| ${to}`;
    });
  return block("mermaid", ["flowchart LR", ...lines].join("\n"));
}

/** The page that leads to all others. */
export function cataloguePage(events: readonly DocumentedEvent[]): string {
  const rows = events.map(({ name, versions }) => {
    const [newest] = versions;
    const consumers = new Set(
      versions.flatMap((version) =>
        version.consumers.map(({ service, name: who }) => `${service}: ${code(who)}`),
      ),
    );
    return [
      `[${name}](${name}.md)`,
      versions
        .map(
          ({ contract }) =>
            `v${contract.version}${contract.lifecycle.status === "active" ? "" : " (deprecated)"}`,
        )
        .join(", "),
      newest.publisher,
      [...consumers].join(", ") || (newest.contract.public ? "whoever wants to, outside" : "nobody"),
      newest.contract.description,
    ];
  });
  return paragraphs(
    "# Events",
    "Generated from the contracts and from what `sst.config.ts` deploys: `npm run contracts -- docs`. The same for machines, as AsyncAPI 3: [asyncapi.json](asyncapi.json). How events are added and changed: [contracts.md](../contracts.md).",
    map(events),
    table(["event", "versions", "published by", "taken by", "says"], rows),
  );
}
