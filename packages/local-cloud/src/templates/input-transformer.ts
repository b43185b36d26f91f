import { AwsError } from "../core/aws-error.ts";
import { compileJsonPath } from "./json-path.ts";
import { compileTemplate, type Template, type Variable } from "./template.ts";

/** An event on its way to a target of a rule. */
export interface RuleContext {
  readonly event: Readonly<Record<string, unknown>>;
  /** The event as JSON text. */
  json(): string;
  /** ISO 8601. */
  readonly ingestionTime: string;
  readonly ruleArn: string;
  readonly ruleName: string;
}

const MAX_VARIABLES = 100;

// As AWS sends it: without detail, in camel case, with the time of ingestion.
const eventWithoutDetail = ({ event, ingestionTime }: RuleContext) => ({
  id: event.id,
  account: event.account,
  detailType: event["detail-type"],
  time: ingestionTime,
  source: event.source,
  region: event.region,
  resources: event.resources,
  version: event.version,
});

const reserved: Record<string, Variable<RuleContext>> = {
  "aws.events.rule-arn": { value: ({ ruleArn }) => ruleArn },
  "aws.events.rule-name": { value: ({ ruleName }) => ruleName },
  "aws.events.event.ingestion-time": { value: ({ ingestionTime }) => ingestionTime },
  "aws.events.event": { value: eventWithoutDetail },
  "aws.events.event.json": { value: ({ event }) => event, json: (context) => context.json() },
};

/**
 * Compiles the input transformer of a rule target. Throws `ValidationException` for an unknown placeholder, a bad
 * path, a reserved or one variable too many.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const compileInputTransformer = (
  transformer: { inputPaths?: Readonly<Record<string, string>>; inputTemplate: string },
  targetId: string,
): Template<RuleContext> => {
  const paths = Object.entries(transformer.inputPaths ?? {});
  if (paths.length > MAX_VARIABLES) {
    throw new AwsError(
      "ValidationException",
      `InputPathsMap for target ${targetId} has ${paths.length} variables, at most ${MAX_VARIABLES} are allowed.`,
    );
  }
  const variables = new Map(Object.entries(reserved));
  for (const [name, path] of paths) {
    if (name.toLowerCase().startsWith("aws.")) {
      throw new AwsError(
        "ValidationException",
        `InputPathsMap for target ${targetId} has the reserved name ${name}.`,
      );
    }
    const read = compileJsonPath(path);
    variables.set(name, { value: ({ event }) => read(event) });
  }
  return compileTemplate(transformer.inputTemplate, /<([\w.\-/$@]+)>/g, (name) => {
    const variable = variables.get(name);
    if (variable) return variable;
    throw new AwsError(
      "ValidationException",
      `InputTemplate for target ${targetId} contains invalid placeholder ${name}.`,
    );
  });
};
