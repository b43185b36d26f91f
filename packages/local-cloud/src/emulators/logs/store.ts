/** A line of a log. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly events: LogEvent[];
  bytes: number;
}

/** Text of a group that is kept; the oldest goes first. */
const MOST_BYTES = 1024 * 1024;

export interface LogStore {
  add(group: string, stream: string, lines: readonly string[]): void;
  find(group: string): LogGroup | undefined;
  /** By name. */
  all(): LogGroup[];
}

export const createLogStore = (now: () => number): LogStore => {
  const groups = new Map<string, LogGroup>();
  let lastId = 0;

  const forgetOldest = (group: LogGroup) => {
    let count = 0;
    for (; group.bytes > MOST_BYTES && count < group.events.length - 1; count += 1)
      group.bytes -= group.events[count]!.message.length;
    if (count > 0) group.events.splice(0, count);
  };

  return {
    add(name, stream, lines) {
      const at = now();
      const group = groups.get(name) ?? { name, createdAt: at, events: [], bytes: 0 };
      groups.set(name, group);
      for (const message of lines) {
        group.events.push({ id: (lastId += 1), stream, at, message });
        group.bytes += message.length;
      }
      forgetOldest(group);
    },
    find: (name) => groups.get(name),
    all: () => [...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
};
