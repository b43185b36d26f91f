import type { Integration } from "../integrations/integration.ts";
import type { Template } from "../jsonata/template.ts";
import { compileRule } from "../jsonpath/choice.ts";
import {
  dynamic,
  errorOutput,
  filtered,
  fixed,
  integerAt,
  itemsAt,
  numberAt,
  type Of,
  rawInput,
  result,
  secondsAt,
  timestampAt,
} from "../jsonpath/fields.ts";
import { compilePath, compileReferencePath, type Path } from "../jsonpath/path.ts";
import { compilePayload, compileQuery } from "../jsonpath/payload.ts";
import { writeAt } from "../jsonpath/result-path.ts";
import type { Problem } from "./compile.ts";
import { compileDistributed, type MapDefinition, mapProblems, type TemplateOf } from "./compile-map.ts";
import { compileRetrier } from "./compile-retrier.ts";
import type { JsonPathCatcher, JsonPathState } from "./jsonpath-definition.ts";
import type { Catcher, Exit, Program, State } from "./program.ts";
import type { ProgramDefinition } from "./shared-definition.ts";

/** What the states around one offer to its compiler. */
export interface Surroundings {
  /** `/States/Pay` */
  readonly location: string;
  readonly express: boolean;
  report(problem: Problem): void;
  /** Reports what is wrong with it. */
  integrationOf(resource: string): Integration | undefined;
  branch(definition: ProgramDefinition, location: string): Program | undefined;
  /** A program whose executions are of their own. */
  separate(definition: ProgramDefinition, location: string, express: boolean): Program | undefined;
}

type MapState = Extract<JsonPathState, { Type: "Map" }>;

/** Compiles one state whose query language is JSONPath. */
export const compileJsonPathState = (
  name: string,
  definition: JsonPathState,
  around: Surroundings,
): State | undefined => {
  const { location } = around;
  const problem = (field: string, message: string) =>
    around.report({ location: `${location}/${field}`, message });
  const attempt = <Value>(field: string, compile: () => Value): Value | undefined => {
    try {
      return compile();
    } catch (error) {
      problem(field, (error as Error).message);
      return undefined;
    }
  };
  const path = (text: string | undefined, field: string): Path | undefined =>
    text === undefined ? undefined : attempt(field, () => compilePath(text));
  const reference = (text: string | undefined, field: string): Path | undefined =>
    text === undefined ? undefined : attempt(field, () => compileReferencePath(text));
  const orNull = (text: string | null | undefined, field: string, read: typeof path) =>
    text === null ? null : read(text, field);
  const payload = (value: unknown, field: string, data: Of): Of => {
    const query = compilePayload(value, field, (found) => problem(found.field, found.message));
    return (bindings) => query(bindings, data(bindings));
  };
  const optional = (value: unknown, field: string, data: Of): Template | undefined =>
    value === undefined ? undefined : dynamic(payload(value, field, data));
  /** A number in the definition, or what a path leads to. */
  const number = (
    fields: Readonly<Record<string, unknown>>,
    field: string,
    at: (found: Path, field: string) => Template,
    prefix = "",
  ): Template | undefined => {
    const given = fields[field];
    const text = fields[`${field}Path`] as string | undefined;
    if (given !== undefined && text !== undefined)
      problem(`${prefix}${field}`, `has both ${field} and ${field}Path`);
    if (given !== undefined) return fixed(given);
    const found = reference(text, `${prefix}${field}Path`);
    return found && at(found, `${field}Path`);
  };

  const effective =
    "InputPath" in definition
      ? filtered(orNull(definition.InputPath, "InputPath", path), rawInput)
      : rawInput;
  const integer =
    (least: number) =>
    (found: Path, field: string): Template =>
      integerAt(found, field, least, effective);
  /** ResultPath, then OutputPath. */
  const output = (
    value: Of,
    fields: { ResultPath?: string | null; OutputPath?: string | null },
    prefix = "",
  ) => {
    const at = orNull(fields.ResultPath, `${prefix}ResultPath`, reference);
    if (fields.ResultPath?.startsWith("$") && /^\$[^.[]/.test(fields.ResultPath))
      problem(`${prefix}ResultPath`, "has to be a place in the state's input: it begins with $. or is $");
    const combined: Of = (bindings) => {
      if (at === null) return rawInput(bindings);
      return at ? writeAt(rawInput(bindings), at, value(bindings)) : value(bindings);
    };
    const out = orNull(fields.OutputPath, `${prefix}OutputPath`, path);
    return dynamic(filtered(out, combined));
  };
  const exit = (
    value: Of,
    fields: {
      ResultPath?: string | null;
      OutputPath?: string | null;
      Assign?: Record<string, unknown>;
      Next?: string;
    },
    assigned = value,
    prefix = "",
  ): Exit => ({
    output: output(value, fields, prefix),
    assign: optional(fields.Assign, `${prefix}Assign`, assigned),
    next: fields.Next,
  });
  const recovery = ({ Retry = [], Catch = [] }: Pick<MapState, "Retry" | "Catch">) => ({
    retry: Retry.map(compileRetrier),
    catch: Catch.map(
      (catcher: JsonPathCatcher, index): Catcher => ({
        errorEquals: catcher.ErrorEquals,
        ...exit(errorOutput, catcher, errorOutput, `Catch/${index}/`),
      }),
    ),
  });
  /** What the state is given: InputPath, then Parameters. */
  const given = (parameters: unknown): Of =>
    parameters === undefined ? effective : payload(parameters, "Parameters", effective);
  const selected = (selector: unknown): Of =>
    selector === undefined ? result : payload(selector, "ResultSelector", result);
  /** A text in the definition, or a path or function that gives it. */
  const textOf = (field: "Error" | "Cause", fixedText: string | undefined, query: string | undefined) => {
    if (fixedText !== undefined) return fixed(fixedText);
    const compiled =
      query === undefined ? undefined : attempt(`${field}Path`, () => compileQuery(query, `${field}Path`));
    return compiled && dynamic((bindings) => compiled(bindings, rawInput(bindings)));
  };

  switch (definition.Type) {
    case "Task": {
      const integration = around.integrationOf(definition.Resource);
      if (!integration) return undefined;
      return {
        type: "Task",
        name,
        integration,
        arguments: dynamic(given(definition.Parameters)),
        timeoutSeconds: number(definition, "TimeoutSeconds", integer(1)),
        heartbeatSeconds: number(definition, "HeartbeatSeconds", integer(1)),
        roleArn: roleOf(definition.Credentials, optional, effective),
        ...exit(selected(definition.ResultSelector), definition, result),
        ...recovery(definition),
      };
    }
    case "Choice": {
      const rules = definition.Choices.map((rule, index) => {
        const holds = attempt(`Choices/${index}`, () => compileRule(rule));
        return {
          ...exit(effective, { ...rule, OutputPath: definition.OutputPath }, effective, `Choices/${index}/`),
          condition: dynamic((bindings) => holds?.(bindings, effective(bindings))),
        };
      });
      return {
        type: "Choice",
        name,
        ...exit(effective, { ...definition, Next: definition.Default }),
        rules,
      };
    }
    case "Parallel": {
      const branches = definition.Branches.map((branch, index) =>
        around.branch(branch, `${location}/Branches/${index}`),
      );
      if (!branches.every((branch) => branch !== undefined)) return undefined;
      return {
        type: "Parallel",
        name,
        branches,
        arguments: dynamic(given(definition.Parameters)),
        ...exit(selected(definition.ResultSelector), definition, result),
        ...recovery(definition),
      };
    }
    case "Map": {
      const processorField = definition.ItemProcessor ? "ItemProcessor" : "Iterator";
      const processed = definition.ItemProcessor ?? definition.Iterator;
      if (!processed || (definition.ItemProcessor && definition.Iterator)) {
        around.report({ location, message: "needs either ItemProcessor or its former name, Iterator" });
        return undefined;
      }
      if (definition.ItemSelector !== undefined && definition.Parameters !== undefined)
        problem("Parameters", "is the former name of ItemSelector, which is there as well");
      const source = sourceOf(definition, processed);
      for (const found of mapProblems(source, location, around.express)) around.report(found);
      const template: TemplateOf = (value, field) => {
        if (!(value instanceof Counted)) return optional(value, field, effective);
        return number(value.fields, value.name, integer(1), field.slice(0, field.lastIndexOf("/") + 1));
      };
      const distributed = compileDistributed(name, source, template);
      const processor = distributed
        ? around.separate(processed, `${location}/${processorField}`, distributed.express)
        : around.branch(processed, `${location}/${processorField}`);
      if (!processor) return undefined;
      const selector = definition.ItemSelector ?? definition.Parameters;
      const selectorField = definition.ItemSelector === undefined ? "Parameters" : "ItemSelector";
      return {
        type: "Map",
        name,
        processor,
        distributed,
        items: itemsAt(reference(definition.ItemsPath, "ItemsPath"), effective),
        itemSelector: optional(selector, selectorField, effective),
        maxConcurrency: number(definition, "MaxConcurrency", integer(0)),
        toleratedFailureCount: number(definition, "ToleratedFailureCount", integer(0)),
        toleratedFailurePercentage: number(definition, "ToleratedFailurePercentage", (found, field) =>
          numberAt(found, field, effective),
        ),
        ...exit(selected(definition.ResultSelector), definition, result),
        ...recovery(definition),
      };
    }
    case "Wait": {
      const seconds = reference(definition.SecondsPath, "SecondsPath");
      const timestamp = reference(definition.TimestampPath, "TimestampPath");
      return {
        type: "Wait",
        name,
        seconds:
          definition.Seconds === undefined
            ? seconds && secondsAt(seconds, effective)
            : fixed(definition.Seconds),
        timestamp:
          definition.Timestamp === undefined
            ? timestamp && timestampAt(timestamp, effective)
            : fixed(definition.Timestamp),
        ...exit(effective, definition),
      };
    }
    case "Pass": {
      const { Result } = definition;
      const passed = Result === undefined ? given(definition.Parameters) : () => Result;
      return { type: "Pass", name, ...exit(passed, definition) };
    }
    case "Succeed":
      return { type: "Succeed", name, ...exit(effective, definition) };
    case "Fail":
      for (const field of ["Error", "Cause"] as const)
        if (definition[field] !== undefined && definition[`${field}Path`] !== undefined)
          problem(field, `has both ${field} and ${field}Path`);
      return {
        type: "Fail",
        name,
        error: textOf("Error", definition.Error, definition.ErrorPath),
        cause: textOf("Cause", definition.Cause, definition.CausePath),
      };
  }
};

const roleOf = (
  credentials: { RoleArn?: string; "RoleArn.$"?: string } | undefined,
  optional: (value: unknown, field: string, data: Of) => Template | undefined,
  input: Of,
): Template | undefined => {
  if (credentials?.RoleArn !== undefined) return fixed(credentials.RoleArn);
  const evaluated = optional(credentials, "Credentials", input);
  return evaluated && dynamic((bindings) => (evaluated.evaluate(bindings) as { RoleArn: unknown }).RoleArn);
};

/** A number that may also be given by a path, in the place of the number. */
class Counted {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly name: string;

  constructor(fields: object, name: string) {
    this.fields = fields as Readonly<Record<string, unknown>>;
    this.name = name;
  }
}

const counted = (fields: object | undefined, name: string): Counted | undefined =>
  fields && (name in fields || `${name}Path` in fields) ? new Counted(fields, name) : undefined;

/** What makes a Map distributed, under the names that JSONata has for it. */
const sourceOf = (
  { ItemReader, ItemBatcher, ResultWriter, Label, ItemsPath }: MapState,
  processed: MapDefinition["ItemProcessor"],
): MapDefinition => ({
  ItemProcessor: processed,
  Items: ItemsPath,
  ItemReader: ItemReader && {
    Resource: ItemReader.Resource,
    Arguments: ItemReader.Parameters,
    ReaderConfig: ItemReader.ReaderConfig && {
      ...ItemReader.ReaderConfig,
      MaxItems: counted(ItemReader.ReaderConfig, "MaxItems"),
    },
  },
  ItemBatcher: ItemBatcher && {
    MaxItemsPerBatch: counted(ItemBatcher, "MaxItemsPerBatch"),
    MaxInputBytesPerBatch: counted(ItemBatcher, "MaxInputBytesPerBatch"),
    BatchInput: ItemBatcher.BatchInput,
  },
  ResultWriter: ResultWriter && {
    Resource: ResultWriter.Resource,
    Arguments: ResultWriter.Parameters,
    WriterConfig: ResultWriter.WriterConfig,
  },
  Label,
});
