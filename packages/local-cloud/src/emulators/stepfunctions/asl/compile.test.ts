import validateWithLibrary from "asl-validator";
import { expect, test } from "vitest";
import { createClock } from "../../../core/clock.ts";
import { services } from "../../registry.ts";
import { createExpressionCompiler } from "../jsonata/expression.ts";
import { acceptedDefinitions } from "./accepted.cases.ts";
import { compileDefinition } from "./compile.ts";
import { refusedDefinitions } from "./refused.cases.ts";

const compile = (definition: object, express = false) =>
  compileDefinition(JSON.stringify(definition), {
    cloud: { dispatch: () => Promise.reject(new Error("not called")), warn: () => {}, services },
    children: () => {
      throw new Error("not called");
    },
    compileExpression: createExpressionCompiler(createClock()),
    express,
  });

test.each(acceptedDefinitions)("accepts $name, as asl-validator does", ({ definition }) => {
  expect(compile(definition).problems).toEqual([]);
  expect(validateWithLibrary(structuredClone(definition)).errorsText()).toBe("");
});

test.each(refusedDefinitions)(
  "refuses $name and says where",
  ({ definition, express, location, message }) => {
    const { problems } = compile(definition, express);
    expect(problems).toContainEqual({ location, message: expect.stringMatching(message) });
  },
);

test.each(refusedDefinitions.filter(({ library }) => library))(
  "asl-validator refuses $name as well",
  ({ definition }) => {
    expect(validateWithLibrary(structuredClone(definition)).isValid).toBe(false);
  },
);

test("reports every problem of a definition at once", () => {
  const { problems } = compile({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: {
      A: { Type: "Pass", Output: "{% ( %}", Next: "Nowhere" },
      B: { Type: "Task", Resource: "arn:aws:states:::batch:submitJob", End: true },
    },
  });
  expect(problems.map(({ location }) => location)).toEqual([
    "/States/A/Next",
    "/States/B",
    "/States/A/Output",
    "/States/B/Resource",
  ]);
});

test("refuses text that is not JSON", () => {
  expect(
    compileDefinition("{", {
      cloud: { dispatch: () => Promise.reject(new Error("not called")), warn: () => {}, services },
      children: () => {
        throw new Error("not called");
      },
      compileExpression: createExpressionCompiler(createClock()),
      express: false,
    }).problems,
  ).toEqual([{ location: "/", message: expect.stringContaining("not JSON") }]);
});
