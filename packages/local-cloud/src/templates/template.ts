/** What a `<variable>` stands for. `json` saves serializing a value that is at hand as JSON text. */
export interface Variable<Context> {
  value(context: Context): unknown;
  json?(context: Context): string;
}

/** The text a template gave, or why EventBridge cannot deliver it. */
export type Rendered = { readonly text: string } | { readonly text: string; readonly problem: string };

export interface Template<Context> {
  /** Why the template gives no valid JSON whatever the values are. */
  readonly problem?: string;
  render(context: Context): Rendered;
}

interface Slot<Context> {
  readonly variable: Variable<Context>;
  readonly quoted: boolean;
}

type Segment<Context> = string | Slot<Context>;

const split = <Context>(
  source: string,
  placeholder: RegExp,
  variable: (name: string) => Variable<Context>,
): Segment<Context>[] => {
  const segments: Segment<Context>[] = [];
  let quoted = false;
  let end = 0;
  const literal = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      if (text[i] === "\\" && quoted) i++;
      else if (text[i] === '"') quoted = !quoted;
    }
    if (text !== "") segments.push(text);
  };
  for (const match of source.matchAll(placeholder)) {
    literal(source.slice(end, match.index));
    segments.push({ variable: variable(match[1]!), quoted });
    end = match.index + match[0].length;
  }
  literal(source.slice(end));
  return segments;
};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const unquoted = <Context>({ value, json }: Variable<Context>, context: Context): string => {
  if (json) return json(context);
  const read = value(context);
  return read === undefined ? '""' : JSON.stringify(read);
};

/** Values go into a string as they are: EventBridge escapes nothing. */
const quotedText = (value: unknown, isStringTemplate: boolean): string => {
  if (value === undefined) return "";
  if (!isObject(value)) return String(value);
  const json = JSON.stringify(value);
  return isStringTemplate ? json.replaceAll('"', "") : json;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON strings must not contain.
const NEEDS_ESCAPING = /["\\\u0000-\u001f]/;

const jsonProblem = (text: string, lines: boolean): string | undefined => {
  try {
    for (const part of lines ? text.split("\n") : [text]) JSON.parse(part);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * Compiles a template with the quoting rules of EventBridge: outside quotes a value is written as JSON, `""` when
 * it is missing; inside quotes it is written raw, and an object loses its quotes if the template is a string.
 *
 * `placeholder` finds variables, the name in its first group; `variable` throws for a name that does not exist.
 */
export const compileTemplate = <Context>(
  source: string,
  placeholder: RegExp,
  variable: (name: string) => Variable<Context>,
): Template<Context> => {
  const segments = split(source, placeholder, variable);
  const isStringTemplate = source.trimStart().startsWith('"');
  const check = (text: string) => jsonProblem(text, isStringTemplate);
  const problem = check(
    segments.map((each) => (typeof each === "string" ? each : each.quoted ? "" : "0")).join(""),
  );

  const render = (context: Context): Rendered => {
    let text = "";
    let suspicious = false;
    for (const segment of segments) {
      if (typeof segment === "string") text += segment;
      else if (!segment.quoted) text += unquoted(segment.variable, context);
      else {
        const raw = quotedText(segment.variable.value(context), isStringTemplate);
        suspicious ||= NEEDS_ESCAPING.test(raw);
        text += raw;
      }
    }
    const found = problem ?? (suspicious ? check(text) : undefined);
    return found === undefined ? { text } : { text, problem: found };
  };
  return problem === undefined ? { render } : { problem, render };
};
