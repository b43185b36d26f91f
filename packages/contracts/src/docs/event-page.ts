import { busEvent } from "./bus-event.ts";
import { fieldsOf } from "./fields.ts";
import { block, code, codes, paragraphs, table } from "./markdown.ts";
import type { DocumentedEvent, DocumentedVersion } from "./model.ts";
import type { Hop } from "./ways.ts";

const lifecycleOf = ({ contract: { lifecycle } }: DocumentedVersion) =>
  lifecycle.status === "active"
    ? `active since ${lifecycle.since}`
    : `deprecated, since ${lifecycle.since}, taken until ${lifecycle.removeAfter}`;

const shapes: Record<Hop["kind"], [string, string]> = {
  rule: ["[/", "/]"],
  topic: ["([", "])"],
  queue: ["[(", ")]"],
  pipe: ["[[", "]]"],
};

/** The way from the publisher to the consumers, as a picture. */
function picture(version: DocumentedVersion): string {
  const lines = new Set(["flowchart LR", `  ${version.publisher}(${version.publisher}) --> bus{{bus}}`]);
  for (const { hops, consumer } of version.ways) {
    let from = "bus";
    for (const { kind, name } of hops) {
      const [open, close] = shapes[kind];
      lines.add(`  ${from} --> ${name}${open}"${name}"${close}`);
      from = name;
    }
    lines.add(`  ${from} --> to${consumer}["${consumer}"]`);
  }
  return block("mermaid", [...lines].join("\n"));
}

const ends = {
  function: "a function",
  machine: "a state machine",
  destination: "an API destination",
  queue: "nobody yet",
};

function wayRows({ ways, consumers }: DocumentedVersion): string[][] {
  return ways.map(({ hops, filters, consumer, end }) => {
    const declared = consumers.find(({ name }) => name === consumer);
    return [
      `${declared ? `${declared.service}: ` : ""}${code(consumer)}, ${ends[end]}`,
      hops.map(({ name }) => code(name)).join(" → "),
      filters.length > 0 ? codes(filters) : "all that the rule matches",
      declared ? codes(declared.reads) : "not declared",
    ];
  });
}

const nobody = ({ contract }: DocumentedVersion) =>
  contract.lifecycle.status === "deprecated"
    ? "Nothing in this repository routes it."
    : contract.public
      ? "Nothing in this repository routes it: it is public, for consumers outside."
      : "Nothing routes it.";

function changes({ contract, changes }: DocumentedVersion): string {
  if (changes.length === 0) return "";
  const rows = changes.map(({ path, what }) => [code(path), what]);
  return paragraphs(`### Since version ${contract.version - 1}`, table(["field", "change"], rows)).trimEnd();
}

function versionPart(version: DocumentedVersion): string {
  const { contract, schema, file } = version;
  const { metadata, data } = schema.properties ?? {};
  const rows = [...fieldsOf(data ?? {}, "data"), ...fieldsOf(metadata ?? {}, "metadata")].map((field) => [
    code(field.path),
    field.values,
    field.required ? "always" : "optional",
    `${field.description}${field.personal ? " **Personal.**" : ""}`,
  ]);
  const examples = contract.examples.map((example) =>
    block("json", JSON.stringify(busEvent(contract, example), null, 2)),
  );
  return paragraphs(
    `## Version ${contract.version}`,
    `${contract.description} ${contract.delivery}`,
    table(
      ["", ""],
      [
        ["lifecycle", lifecycleOf(version)],
        ["published by", version.publisher],
        [
          "personal data",
          contract.personal.length > 0 ? codes(contract.personal.map((path) => `data.${path}`)) : "none",
        ],
        ["changes allowed", contract.compatibility ?? "FULL_TRANSITIVE"],
        ["contract", `[${file}](../../${file})`],
      ],
    ),
    changes(version),
    "### The way",
    version.ways.length > 0 ? picture(version) : nobody(version),
    version.ways.length > 0 ? table(["to", "way", "only", "reads of data"], wayRows(version)) : "",
    "### Fields",
    table(["field in detail", "values", "", "meaning and unit"], rows),
    "### Examples",
    ...examples,
  );
}

/** The page of one event: its versions, newest first. */
export function eventPage({ name, source, versions }: DocumentedEvent): string {
  return paragraphs(
    `# ${name}`,
    `From ${code(source)}. [All events](README.md)`,
    ...versions.map((version) => versionPart(version).trimEnd()),
  );
}
