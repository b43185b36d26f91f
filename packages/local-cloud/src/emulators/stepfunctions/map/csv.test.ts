import { describe, expect, test } from "vitest";
import { createCsvParser } from "./csv.ts";

const parse = (text: string, delimiter = ",", size = text.length || 1): string[][] => {
  const parser = createCsvParser(delimiter);
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += size) rows.push(...parser.push(text.slice(at, at + size)));
  return [...rows, ...parser.end()];
};

const cases: readonly (readonly [name: string, text: string, rows: string[][], delimiter?: string])[] = [
  ["nothing", "", []],
  [
    "rows",
    "a,b\n1,2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a last row without a newline",
    "a,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "CR LF",
    "a,b\r\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["CR", "a\rb\r", [["a"], ["b"]]],
  [
    "empty fields",
    ",\n,,",
    [
      ["", ""],
      ["", "", ""],
    ],
  ],
  ["an empty line", "a\n\nb\n", [["a"], [""], ["b"]]],
  ["quotes around a delimiter", '"a,b",c\n', [["a,b", "c"]]],
  ["quotes around a newline", '"a\nb",c\n', [["a\nb", "c"]]],
  ["quotes around CR LF", '"a\r\nb",c\r\n', [["a\r\nb", "c"]]],
  ["empty quotes", '"",x\n""', [["", "x"], [""]]],
  ["two quotes in quotes", '"say ""hi""",x', [['say "hi"', "x"]]],
  ["two quotes without quotes around", '{""a"":""b""},x', [['{"a":"b"}', "x"]]],
  ["spaces stay", " a , b ", [[" a ", " b "]]],
  ["semicolons", "a;b,c\n", [["a", "b,c"]], ";"],
  ["tabs", "a\tb\n", [["a", "b"]], "\t"],
  ["pipes", "a|b\n", [["a", "b"]], "|"],
  [
    "a backslash before a backslash",
    "C:\\\\Program Files\\\\MyApp.exe,6534512",
    [["C:\\Program Files\\MyApp.exe", "6534512"]],
  ],
  ["a backslash before the delimiter", "a\\,b,c", [["a,b", "c"]]],
  ["a backslash before a pipe", "a\\|b|c", [["a|b", "c"]], "|"],
  ["a backslash before anything else goes", "a\\bc\\n,x", [["abcn", "x"]]],
  ["a backslash at the end goes", "a\\", [["a"]]],
  ["backslashes before quotes, in a pair", '"a \\"b\\" c",x', [['a "b" c', "x"]]],
  ["a quote that nobody closes takes all that follows", '"a,b\nc', [["a,b\nc"]]],
  ["a formula is text", "=cmd|' /C calc'!A0,1", [["=cmd|' /C calc'!A0", "1"]]],
  ["a byte order mark is part of the first field", "\ufeffa,b\n", [["\ufeffa", "b"]]],
  [
    "the example of the documentation",
    'abc,123,"This string contains commas, a double quotation marks (""), and a newline (\n)",{""MyKey"":""MyValue""},"[1,2,3]"\n',
    [
      [
        "abc",
        "123",
        'This string contains commas, a double quotation marks ("), and a newline (\n)',
        '{"MyKey":"MyValue"}',
        "[1,2,3]",
      ],
    ],
  ],
];

describe.each([undefined, 1, 2, 3, 7])("in pieces of %s", (size) => {
  test.each(cases.map(([name, text, rows, delimiter = ","]) => ({ name, text, rows, delimiter })))(
    "$name",
    ({ text, rows, delimiter }) => expect(parse(text, delimiter, size)).toEqual(rows),
  );
});
