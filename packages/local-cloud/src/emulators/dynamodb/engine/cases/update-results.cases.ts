import { get, key, N, put, type Result, S, TableName } from "./result.fixture.ts";

const updated = (
  what: string,
  old: object,
  UpdateExpression: string,
  values: object | undefined,
  item: object,
): Result => ({
  what,
  calls: [
    put({ ...key("1"), ...old }),
    [
      "UpdateItem",
      {
        TableName,
        Key: key("1"),
        UpdateExpression,
        ExpressionAttributeValues: values,
        ReturnValues: "ALL_NEW",
      },
    ],
  ],
  answer: { Attributes: { ...key("1"), ...item } },
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
export const updates: readonly Result[] = [
  updated("sets by what the item was", { a: N("1"), b: N("2") }, "SET a = b, b = a", undefined, {
    a: N("2"),
    b: N("1"),
  }),
  updated("adds decimals exactly", { a: N("0.1") }, "SET a = a + :v", { ":v": N("0.2") }, { a: N("0.3") }),
  updated("takes away", { a: N("1") }, "SET a = a - :v", { ":v": N("1e3") }, { a: N("-999") }),
  updated(
    "keeps what is there, or takes another",
    { a: N("1") },
    "SET a = if_not_exists(a, :v), b = if_not_exists(c, :v)",
    { ":v": N("7") },
    { a: N("1"), b: N("7") },
  ),
  updated(
    "puts lists behind each other",
    { a: { L: [N("1")] } },
    "SET a = list_append(:v, a)",
    { ":v": { L: [N("0")] } },
    { a: { L: [N("0"), N("1")] } },
  ),
  updated(
    "removes places of a list by what they were",
    { a: { L: ["a", "b", "c", "d"].map(S) } },
    "REMOVE a[1], a[2]",
    undefined,
    { a: { L: ["a", "d"].map(S) } },
  ),
  updated(
    "puts what is set beyond the end of a list at its end",
    { a: { L: [S("a")] } },
    "SET a[9] = :y, a[5] = :x",
    { ":x": S("x"), ":y": S("y") },
    { a: { L: ["a", "x", "y"].map(S) } },
  ),
  updated(
    "changes what is in maps and lists",
    { a: { M: { b: { L: [{ M: { c: N("1"), d: N("2") } }] } } } },
    "SET a.b[0].c = :v REMOVE a.b[0].d",
    { ":v": N("3") },
    { a: { M: { b: { L: [{ M: { c: N("3") } }] } } } },
  ),
  updated("adds to a number that is not there", {}, "ADD a :v", { ":v": N("5") }, { a: N("5") }),
  updated(
    "adds to a set, and takes from one",
    { a: { SS: ["x"] }, b: { NS: ["1", "2"] } },
    "ADD a :a DELETE b :b",
    { ":a": { SS: ["x", "y"] }, ":b": { NS: ["2.0", "3"] } },
    { a: { SS: ["x", "y"] }, b: { NS: ["1"] } },
  ),
  updated("leaves no empty set", { a: { SS: ["x"] } }, "DELETE a :v", { ":v": { SS: ["x"] } }, {}),
  {
    what: "returns only what was changed",
    calls: [
      put({ ...key("1"), a: { M: { b: N("1"), c: N("2") } }, d: N("3") }),
      [
        "UpdateItem",
        {
          TableName,
          Key: key("1"),
          UpdateExpression: "SET a.b = :v",
          ExpressionAttributeValues: { ":v": N("9") },
          ReturnValues: "UPDATED_OLD",
        },
      ],
    ],
    answer: { Attributes: { a: { M: { b: N("1") } } } },
  },
  {
    what: "makes the item that is not there",
    calls: [
      [
        "UpdateItem",
        {
          TableName,
          Key: key("2"),
          UpdateExpression: "SET a = :v",
          ExpressionAttributeValues: { ":v": S("x") },
        },
      ],
      get(key("2")),
    ],
    answer: { Item: { ...key("2"), a: S("x") } },
  },
  {
    what: "takes the older form of an update",
    calls: [
      put({ ...key("1"), a: N("1"), b: { SS: ["x", "y"] }, c: S("x") }),
      [
        "UpdateItem",
        {
          TableName,
          Key: key("1"),
          AttributeUpdates: {
            a: { Action: "ADD", Value: N("2") },
            b: { Action: "DELETE", Value: { SS: ["x"] } },
            c: { Action: "DELETE" },
            d: { Value: S("new") },
          },
          ReturnValues: "ALL_NEW",
        },
      ],
    ],
    answer: { Attributes: { ...key("1"), a: N("3"), b: { SS: ["y"] }, d: S("new") } },
  },
];
