import { Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { render } from "../../test/render.ts";
import { unavailableAnswer } from "./problems.ts";

test("says so when the table does not answer", () => {
  const { answer, contentType } = render(unavailableAnswer, {});

  expect(contentType).toBe("application/problem+json");
  expect(Problem.parse(answer)).toMatchObject({ status: 503 });
});
