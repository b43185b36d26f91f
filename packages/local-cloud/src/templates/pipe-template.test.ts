import { expect, test } from "vitest";
import { compilePipeTemplate } from "./index.ts";

const names = {
  pipeArn: "arn:aws:pipes:eu-west-1:123456789012:pipe/relay",
  pipeName: "relay",
  sourceArn: "arn:aws:sqs:eu-west-1:123456789012:orders",
  targetArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:fulfil",
};

const message = (body: string) => ({
  eventSource: "aws:sqs",
  messageId: "m-1",
  body,
  attributes: { SenderId: "AIDA" },
});

const render = (template: string, event: unknown) =>
  compilePipeTemplate(template, names).render({ event, ingestionTime: "2026-11-23T22:00:01Z" });

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
test.each([
  ["free text", "Hello, sender", "x", '"Hello, sender"'],
  ["a path alone", "<$.attributes.SenderId>", "x", '"AIDA"'],
  ["a path in a string", '"Hello, <$.attributes.SenderId>"', "x", '"Hello, AIDA"'],
  [
    "fields of a JSON body",
    '{"key": <$.body.key>, "n": <$.body.list[1]>}',
    '{"key":"k","list":[1,2]}',
    '{"key": "k", "n": 2}',
  ],
  ["a JSON body wrapped in an object", '{"data": <$.body>}', '{"key":"k"}', '{"data": {"key":"k"}}'],
  ["a JSON body alone, which loses its quotes", "<$.body>", '{"key":"k"}', '"{key:k}"'],
  ["a body that is not JSON", '{"data": <$.body>}', 'say "hi"', '{"data": "say \\"hi\\""}'],
  ["a field of a body that is not JSON", '{"key": <$.body.key>}', "x", '{"key": ""}'],
  [
    "reserved variables",
    '{"pipe": <aws.pipes.pipe-name>, "at": <aws.pipes.event.ingestion-time>}',
    "x",
    '{"pipe": "relay", "at": "2026-11-23T22:00:01Z"}',
  ],
])("renders %s", (_, template, body, text) => {
  expect(render(template, message(body))).toEqual({ text });
});

test("hands on the record with its body as text when no path reaches into it", () => {
  const record = message('{"key":"k"}');
  expect(render('{"record": <aws.pipes.event.json>}', record)).toEqual({
    text: `{"record": ${JSON.stringify(record)}}`,
  });
});

test("reads stream records", () => {
  const record = { eventSource: "aws:dynamodb", dynamodb: { NewImage: { pk: { S: "o-1" } } } };
  expect(render('{"body": <$.dynamodb.NewImage.pk.S>}', record)).toEqual({ text: '{"body": "o-1"}' });
});

test("tells when the values of a record break it", () => {
  expect(render('{"text": "<$.body>"}', message("a\nb"))).toHaveProperty("problem");
});

test("refuses an unknown variable", () => {
  expect(() => compilePipeTemplate("<aws.pipes.nobody>", names)).toThrow(
    "pipe relay has the unknown variable",
  );
});
