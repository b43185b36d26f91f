import { expect, test } from "vitest";
import { problemsFile } from "./problems-file.ts";

test("makes a file of problems that runs nothing in a spreadsheet", () => {
  const file = problemsFile([
    { line: 3, column: "name", reason: '"=cmd" looks like a formula. Write its value.' },
    { line: 4, reason: "=1+1" },
  ]);

  expect(file).toBe(
    '\ufeff"line","column","reason"\r\n"3","name","""=cmd"" looks like a formula. Write its value."\r\n"4","","\'=1+1"',
  );
});
