import { AwsError } from "../core/aws-error.ts";
import { parseJson } from "../core/parse-json.ts";
import { isRecord } from "../core/values.ts";
import { compileJsonPath } from "./json-path.ts";
import { compileTemplate, type Template, type Variable } from "./template.ts";

/** One record on its way through a pipe. */
export interface PipeContext {
  readonly event: unknown;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

/** ARNs a template may name. */
export interface PipeNames {
  readonly pipeArn: string;
  readonly pipeName: string;
  readonly sourceArn: string;
  readonly targetArn: string;
  readonly enrichmentArn?: string;
}

/** The record with a JSON body parsed: pipes let paths reach into it, although it is text. */
export const withParsedBody = (event: unknown): unknown => {
  if (!isRecord(event)) return event;
  const { eventSource, body, data } = event;
  if (eventSource === "aws:kinesis" && typeof data === "string") {
    const text = Buffer.from(data, "base64").toString();
    return { ...event, data: parsedOr(text, text) };
  }
  if (eventSource !== "aws:sqs" || typeof body !== "string") return event;
  return { ...event, body: parsedOr(body, body) };
};

const parsedOr = (text: string, otherwise: unknown): unknown => {
  try {
    return parseJson(text);
  } catch {
    return otherwise;
  }
};

/**
 * Compiles the input template of a pipe, which is applied to each record. Throws `ValidationException` for an
 * unknown variable. Free text and a lone `<$.path>` become a JSON string, as on AWS.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export const compilePipeTemplate = (source: string, names: PipeNames): Template<PipeContext> => {
  const constant = (value: string | undefined): Variable<PipeContext> => ({ value: () => value });
  const variables: Record<string, Variable<PipeContext>> = {
    "aws.pipes.pipe-arn": constant(names.pipeArn),
    "aws.pipes.pipe-name": constant(names.pipeName),
    "aws.pipes.source-arn": constant(names.sourceArn),
    "aws.pipes.enrichment-arn": constant(names.enrichmentArn),
    "aws.pipes.target-arn": constant(names.targetArn),
    "aws.pipes.event.ingestion-time": { value: ({ ingestionTime }) => ingestionTime },
    "aws.pipes.event": { value: ({ event }) => event },
    "aws.pipes.event.json": { value: ({ event }) => event },
  };
  let readsBody = false;
  const isJson = /^\s*[{["]/.test(source);
  const template = compileTemplate<PipeContext>(
    isJson ? source : `"${source}"`,
    /<(\$[^<>]*|aws\.pipes\.[^<>]*)>/g,
    (name) => {
      if (name.startsWith("$")) {
        const read = compileJsonPath(name);
        readsBody ||= /^\$(\.(body|data)|\['(body|data)'\])(\.|\[|$)/.test(name);
        return { value: ({ event }) => read(event) };
      }
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (variable) return variable;
      throw new AwsError(
        "ValidationException",
        `Input template of pipe ${names.pipeName} has the unknown variable ${name}.`,
      );
    },
  );
  if (!readsBody) return template;
  return {
    ...template,
    render: (context) => template.render({ ...context, event: withParsedBody(context.event) }),
  };
};
