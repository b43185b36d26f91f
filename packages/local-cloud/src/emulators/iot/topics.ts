/** https://docs.aws.amazon.com/general/latest/gr/iot-core.html, message broker quotas */
const MOST_BYTES = 256;
const MOST_SLASHES = 7;

/** Of basic ingest, which passes the broker by: `$aws/rules/<rule>/<topic>`. */
const BASIC_INGEST = /^\$aws\/rules\/([^/]+)\/(.+)$/s;
const SHARED = /^\$share\/([^/+#]+)\/(.+)$/s;

const isShort = (text: string): boolean =>
  text.length > 0 && Buffer.byteLength(text) <= MOST_BYTES && text.split("/").length - 1 <= MOST_SLASHES;

/** What a topic is published to: of all, or of one rule alone. */
export interface Destination {
  readonly topic: string;
  /** Name of the rule of basic ingest. */
  readonly rule?: string;
}

/** Where a client's message goes; undefined when a client may not publish there, whoever it is. */
export const destinationOf = (name: string): Destination | undefined => {
  const [, rule, rest] = BASIC_INGEST.exec(name) ?? [];
  const topic = rest ?? name;
  if (!isShort(topic) || /[+#\0]/.test(topic) || (rule === undefined && topic.startsWith("$")))
    return undefined;
  return { topic, rule };
};

/** What a subscription asks for. */
export interface Filter {
  /** Without the prefix of a shared subscription. */
  readonly topics: string;
  /** Clients that share the messages among each other. */
  readonly group?: string;
  matches(topic: string): boolean;
}

/** Reads a topic filter, that of a shared subscription too; undefined when it is not one. */
export const parseFilter = (text: string): Filter | undefined => {
  const [, group, shared] = SHARED.exec(text) ?? [];
  const topics = shared ?? text;
  const isFilter = isShort(topics) && topics.split("/").every(isLevel) && !text.includes("\0");
  if (!isFilter || (group === undefined && topics.startsWith("$share/"))) return undefined;
  return { topics, group, matches: compile(topics) };
};

/** `#` stands alone, and for the last level only; `+` stands alone. */
const isLevel = (level: string, place: number, levels: readonly string[]): boolean =>
  level === "#" ? place === levels.length - 1 : level === "+" || !/[+#]/.test(level);

const compile = (filter: string): ((topic: string) => boolean) => {
  const levels = filter.split("/");
  const open = levels.at(-1) === "#";
  const fixed = open ? levels.slice(0, -1) : levels;
  if (!/[+#]/.test(filter)) return (topic) => topic === filter;
  return (topic) => {
    // Wildcards leave the broker's own topics out.
    if (topic.startsWith("$") && !filter.startsWith("$")) return false;
    const actual = topic.split("/");
    if (open ? actual.length < fixed.length : actual.length !== fixed.length) return false;
    return fixed.every((level, place) => level === "+" || level === actual[place]);
  };
};
