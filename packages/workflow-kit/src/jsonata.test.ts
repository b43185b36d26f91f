import { createWorkflows } from "sourdough-local/testing";
import { expect, test } from "vitest";
import { jsonata, object, template } from "./jsonata.ts";

test("puts an expression on one line", () => {
  expect(
    jsonata(`
      $exists(reason)
        ? reason
        : 'none'
    `),
  ).toBe("{% $exists(reason) ? reason : 'none' %}");
});

const fields = {
  orderId: "$states.input.orderId",
  version: 1,
  nested: { twice: "$states.input.pieces * 2", absent: undefined },
};

test("says the same as an object of the States Language and as one of JSONata", async () => {
  const workflows = createWorkflows();
  const { output } = await workflows.run(
    { Both: { Type: "Pass", Output: { template: template(fields), object: jsonata(object(fields)) } } },
    { orderId: "ord-1", pieces: 3 },
  );
  workflows.stop();

  const said = { orderId: "ord-1", version: 1, nested: { twice: 6 } };
  expect(output).toEqual({ template: said, object: said });
});
