import { expect, test } from "vitest";
import { mappingCases } from "./mapping.cases.ts";
import { inputVariable, UnparsableBodyError, utilVariable } from "./mapping-variables.ts";
import { VtlError } from "./syntax.ts";
import { languageCases, methodCases, type TemplateCase } from "./template.cases.ts";
import { compileTemplate } from "./template.ts";

const render = ({ template, body }: Pick<TemplateCase, "template" | "body">) =>
  compileTemplate(template).render({
    util: utilVariable,
    input: inputVariable(body === undefined ? "" : JSON.stringify(body), {
      path: { id: "7" },
      querystring: { q: "it's" },
      header: { "x-name": "Ann" },
    }),
  });

test.each([...languageCases])("VTL $name", (each) => {
  expect(render(each)).toBe(each.expected);
});

test.each([...methodCases])("Java method: $name", (each) => {
  expect(render(each)).toBe(each.expected);
});

test.each([...mappingCases])("mapping template $name", (each) => {
  expect(render(each)).toBe(each.expected);
});

test("renders the same template many times independently", () => {
  const template = compileTemplate("#set($n = $n + 1)$n");
  expect(template.render({ n: 1 })).toBe("2");
  expect(template.render({ n: 1 })).toBe("2");
});

test("lets a template override the status through $context", () => {
  const context = { responseOverride: { header: {} as Record<string, unknown>, status: undefined } };
  compileTemplate(
    `#set($context.responseOverride.status = 404)#set($context.responseOverride.header.Location = "/x")`,
  ).render({ context });
  expect(context.responseOverride).toEqual({ status: 404, header: { Location: "/x" } });
});

test("ends a loop after 1,000 iterations", () => {
  expect(
    render({
      template: "#foreach($i in [1..2000])#end#set($n = 0)#foreach($i in [1..2000])#set($n = $i)#end$n",
    }),
  ).toBe("1000");
});

test.each([
  ["an unclosed directive", "#if($x"],
  ["a file", "#parse('x.vm')"],
])("rejects %s when it is parsed", (_, template) => {
  expect(() => compileTemplate(template)).toThrow(VtlError);
});

test.each([
  ["a function $util lacks", "$util.toJson('x')"],
  ["a method Java's String lacks", "$input.body.shout()"],
  ["what is not JSON", "$util.parseJson('{')"],
])("fails at %s instead of printing it", (_, template) => {
  expect(() => render({ template })).toThrow(VtlError);
});

test("tells a body that is not JSON from other failures", () => {
  const input = inputVariable("{nope", { path: {}, querystring: {}, header: {} });
  expect(() => compileTemplate("$input.json('$.a')").render({ input })).toThrow(UnparsableBodyError);
  expect(compileTemplate("$input.body").render({ input })).toBe("{nope");
});
