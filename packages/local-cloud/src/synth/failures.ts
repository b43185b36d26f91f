import { createFrameMapper } from "./original-frames.ts";

/** What was thrown while the config was evaluated, told once each. */
export interface Failures {
  add(error: unknown): void;
  /** Without what components of these types threw: they are refused, and what became of them says nothing more. */
  list(refusedTypes?: readonly string[]): string[];
}

const frame = /^\s+at .*$/gm;

const componentFile = /platform[/\\]src[/\\]components[/\\]\S*?([\w-]+)\.ts:/;

/** `sst:aws:SolidStart` and `solid-start.ts` are the same. */
const bare = (text: string) => text.split(":").at(-1)!.replaceAll("-", "").toLowerCase();

/** The message, and of the stack what the reader can change: the app's own files, else the component that threw. */
const explain = (error: unknown, stack: string, root: string): string => {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  const frames = stack.match(frame) ?? [];
  const own = frames.filter(
    (line) => line.includes(`${root}/`) && !/node_modules|[/\\]\.sst[/\\]/.test(line),
  );
  const component = frames.find((line) => componentFile.test(line));
  const said = stack.replace(frame, "").trim() || `${name}: ${message}`;
  return [said, ...(own.length > 0 ? own : component ? [component] : frames.slice(0, 1))].join("\n");
};

export const createFailures = (root: string): Failures => {
  const told = new Map<string, string | undefined>();
  const toSources = createFrameMapper();
  return {
    add: (error) => {
      const stack = toSources((error instanceof Error && error.stack) || "");
      const thrower = componentFile.exec(stack)?.[1];
      told.set(explain(error, stack, root), thrower && bare(thrower));
    },
    list: (refusedTypes = []) => {
      const refused = new Set(refusedTypes.map(bare));
      return [...told].flatMap(([text, thrower]) => (thrower && refused.has(thrower) ? [] : [text]));
    },
  };
};
