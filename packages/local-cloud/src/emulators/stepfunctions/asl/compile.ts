import type { z } from "zod";
import { parseJson } from "../../../core/parse-json.ts";
import { createIntegration, type IntegrationSettings } from "../integrations/create-integration.ts";
import type { ExpressionCompiler } from "../jsonata/expression.ts";
import { compileTemplate, type Template } from "../jsonata/template.ts";
import { compileJsonPathState } from "./compile-jsonpath.ts";
import { compileDistributed, mapProblems } from "./compile-map.ts";
import { compileRetrier } from "./compile-retrier.ts";
import {
  type CatcherDefinition,
  machineDefinition,
  type StateDefinition,
  stateDefinition,
} from "./definition.ts";
import { flowProblems, type Leading, variableProblems } from "./flow.ts";
import { type JsonPathState, jsonPathState } from "./jsonpath-definition.ts";
import type { Catcher, Exit, Program, State } from "./program.ts";
import type { ProgramDefinition, RetrierDefinition } from "./shared-definition.ts";

/** What is wrong with a definition, and where (`/States/Pay/Retry`). */
export interface Problem {
  readonly location: string;
  readonly message: string;
}

export interface CompiledDefinition {
  readonly program: Program;
  readonly timeoutSeconds?: number;
}

export interface CompileSettings extends IntegrationSettings {
  readonly compileExpression: ExpressionCompiler;
}

// The tests hold these checks against asl-validator. A start has no time for that library itself: it compiles its
// schemas anew for each definition, 0.1 s each.
/** Compiles a whole definition, every expression once; returns every problem instead when there is one. */
export const compileDefinition = (
  text: string,
  settings: CompileSettings,
): { compiled: CompiledDefinition; problems: [] } | { compiled?: undefined; problems: Problem[] } => {
  let definition: unknown;
  try {
    definition = parseJson(text);
  } catch (error) {
    return { problems: [{ location: "/", message: `not JSON: ${(error as Error).message}` }] };
  }
  const machine = machineDefinition.safeParse(definition);
  if (!machine.success) return { problems: machine.error.issues.map((issue) => describeIssue("", issue)) };

  const problems: Problem[] = [];
  const compiler = createProgramCompiler(settings, machine.data.QueryLanguage ?? "JSONPath", problems);
  const program = compiler(machine.data, "");
  if (problems.length > 0 || !program) return { problems };
  return {
    compiled: { program, timeoutSeconds: machine.data.TimeoutSeconds },
    problems: [],
  };
};

const describeIssue = (location: string, issue: z.core.$ZodIssue): Problem => ({
  location: `${location}/${issue.path.join("/")}`.replace(/\/$/, "") || "/",
  message:
    issue.code === "unrecognized_keys"
      ? `${issue.keys.join(", ")}: not a field of the state in its query language, or not implemented by the local cloud`
      : issue.message,
});

/** A state as it was written, in either language. */
type Parsed =
  | { readonly language: "JSONata"; readonly definition: StateDefinition }
  | { readonly language: "JSONPath"; readonly definition: JsonPathState };

/** What a program is within. */
interface Scope {
  readonly outerVariables: ReadonlySet<string>;
  readonly express: boolean;
}

const createProgramCompiler = (
  { compileExpression, ...integrationSettings }: CompileSettings,
  defaultLanguage: string,
  problems: Problem[],
) => {
  const names = new Set<string>();

  const compileProgram = (
    definition: ProgramDefinition,
    location: string,
    { outerVariables, express }: Scope = { outerVariables: new Set(), express: integrationSettings.express },
  ): Program | undefined => {
    const parsed = new Map<string, Parsed>();
    for (const [name, state] of Object.entries(definition.States)) {
      const read = parseState(name, state, `${location}/States/${name}`);
      if (read) parsed.set(name, read);
    }
    if (parsed.size < Object.keys(definition.States).length) return undefined;
    const definitions = new Map<string, Leading>(
      [...parsed].map(([name, state]) => [name, state.definition]),
    );
    problems.push(...flowProblems(definition.StartAt, definitions, location));
    const { variables, problems: clashes } = variableProblems(definitions, outerVariables, location);
    problems.push(...clashes);

    const states = new Map<string, State>();
    for (const [name, state] of parsed) {
      const scope = { outerVariables: variables, express };
      const here = `${location}/States/${name}`;
      const compiled =
        state.language === "JSONPath"
          ? compileJsonPathState(name, state.definition, around(here, scope))
          : compileState(name, state.definition, here, scope);
      if (compiled) states.set(name, compiled);
    }
    return { startAt: definition.StartAt, states };
  };

  const parseState = (name: string, state: unknown, location: string): Parsed | undefined => {
    const own = (state as { QueryLanguage?: unknown } | null)?.QueryLanguage;
    const language = own ?? defaultLanguage;
    if (own === "JSONPath" && defaultLanguage === "JSONata") {
      const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
      problems.push({ location, message });
      return undefined;
    }
    if (language !== "JSONata" && language !== "JSONPath") {
      problems.push({ location, message: `QueryLanguage is JSONata or JSONPath, and not ${language}` });
      return undefined;
    }
    if (names.has(name)) problems.push({ location, message: "another state has the same name" });
    names.add(name);
    const parsed = (language === "JSONata" ? stateDefinition : jsonPathState).safeParse(state);
    if (parsed.success) return { language, definition: parsed.data } as Parsed;
    problems.push(...parsed.error.issues.map((issue) => describeIssue(location, issue)));
    return undefined;
  };

  const integrationOf = (resource: string, location: string, { express }: Scope) => {
    const integration = createIntegration(resource, { ...integrationSettings, express });
    if (!("problem" in integration)) return integration;
    problems.push({ location: `${location}/Resource`, message: integration.problem });
    return undefined;
  };

  /** What runs in executions of their own sees no variables, and is as they are. */
  const apart = (express: boolean): Scope => ({ outerVariables: new Set(), express });

  const around = (location: string, scope: Scope) => ({
    location,
    express: scope.express,
    report: (problem: Problem) => void problems.push(problem),
    integrationOf: (resource: string) => integrationOf(resource, location, scope),
    branch: (definition: ProgramDefinition, at: string) => compileProgram(definition, at, scope),
    separate: (definition: ProgramDefinition, at: string, express: boolean) =>
      compileProgram(definition, at, apart(express)),
  });

  const compileState = (
    name: string,
    definition: StateDefinition,
    location: string,
    scope: Scope,
  ): State | undefined => {
    const template = (value: unknown, field: string): Template | undefined =>
      value === undefined
        ? undefined
        : compileTemplate(value, field, compileExpression, (problem) =>
            problems.push({ location: `${location}/${problem.field}`, message: problem.message }),
          );
    const exit = (
      { Output, Assign, Next }: { Output?: unknown; Assign?: Record<string, unknown>; Next?: string },
      prefix = "",
    ): Exit => ({
      output: template(Output, `${prefix}Output`),
      assign: template(Assign, `${prefix}Assign`),
      next: Next,
    });
    const recovery = (retry: RetrierDefinition[] = [], catchers: CatcherDefinition[] = []) => ({
      retry: retry.map(compileRetrier),
      catch: catchers.map(
        (catcher, index): Catcher => ({
          errorEquals: catcher.ErrorEquals,
          ...exit(catcher, `Catch/${index}/`),
        }),
      ),
    });

    switch (definition.Type) {
      case "Task": {
        const integration = integrationOf(definition.Resource, location, scope);
        if (!integration) return undefined;
        return {
          type: "Task",
          name,
          integration,
          arguments: template(definition.Arguments, "Arguments"),
          timeoutSeconds: template(definition.TimeoutSeconds, "TimeoutSeconds"),
          heartbeatSeconds: template(definition.HeartbeatSeconds, "HeartbeatSeconds"),
          roleArn: template(definition.Credentials?.RoleArn, "Credentials/RoleArn"),
          ...exit(definition),
          ...recovery(definition.Retry, definition.Catch),
        };
      }
      case "Choice":
        return {
          type: "Choice",
          name,
          ...exit({ ...definition, Next: definition.Default }),
          rules: definition.Choices.map((rule, index) => ({
            ...exit(rule, `Choices/${index}/`),
            condition: template(rule.Condition, `Choices/${index}/Condition`)!,
          })),
        };
      case "Parallel": {
        const branches = definition.Branches.map((branch, index) =>
          compileProgram(branch, `${location}/Branches/${index}`, scope),
        );
        if (!branches.every((branch) => branch !== undefined)) return undefined;
        return {
          type: "Parallel",
          name,
          branches,
          arguments: template(definition.Arguments, "Arguments"),
          ...exit(definition),
          ...recovery(definition.Retry, definition.Catch),
        };
      }
      case "Map": {
        problems.push(...mapProblems(definition, location, scope.express));
        const distributed = compileDistributed(name, definition, template);
        const inner = distributed ? apart(distributed.express) : scope;
        const processor = compileProgram(definition.ItemProcessor, `${location}/ItemProcessor`, inner);
        if (!processor) return undefined;
        return {
          type: "Map",
          name,
          processor,
          distributed,
          items: template(definition.Items, "Items"),
          itemSelector: template(definition.ItemSelector, "ItemSelector"),
          maxConcurrency: template(definition.MaxConcurrency, "MaxConcurrency"),
          toleratedFailureCount: template(definition.ToleratedFailureCount, "ToleratedFailureCount"),
          toleratedFailurePercentage: template(
            definition.ToleratedFailurePercentage,
            "ToleratedFailurePercentage",
          ),
          ...exit(definition),
          ...recovery(definition.Retry, definition.Catch),
        };
      }
      case "Wait":
        return {
          type: "Wait",
          name,
          seconds: template(definition.Seconds, "Seconds"),
          timestamp: template(definition.Timestamp, "Timestamp"),
          ...exit(definition),
        };
      case "Pass":
        return { type: "Pass", name, ...exit(definition) };
      case "Succeed":
        return { type: "Succeed", name, ...exit(definition) };
      case "Fail":
        return {
          type: "Fail",
          name,
          error: template(definition.Error, "Error"),
          cause: template(definition.Cause, "Cause"),
        };
    }
  };

  return compileProgram;
};
