import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import fc from "fast-check";
import { hostileText } from "./values.ts";

/** Values for members of AWS inputs, by the member's name in lower case. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

const deepest = 4;

// Members that hold JSON in text, and are checked as such.
const jsonMembers = /(policy|pattern|detail|input|event|definition|document|template|attributes)$/i;
const jsonTexts = [
  "{}",
  '{"a":["b"]}',
  '{"source":["fuzz"],"detail":{"a":[{"prefix":"b"}]}}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
];

const textFor = (name: string, known: KnownValues): fc.Arbitrary<string> => {
  const values = known[name.toLowerCase()] ?? [];
  return fc.oneof(
    ...(values.length > 0 ? [{ weight: 8, arbitrary: fc.constantFrom(...values) }] : []),
    ...(jsonMembers.test(name) ? [{ weight: 6, arbitrary: fc.constantFrom(...jsonTexts) }] : []),
    { weight: 3, arbitrary: fc.constantFrom("fuzz-1", "a", "String", "1", "id-1", "ALL") },
    { weight: 1, arbitrary: hostileText },
  );
};

const inputOf = (
  schema: NormalizedSchema,
  name: string,
  known: KnownValues,
  depth: number,
): fc.Arbitrary<unknown> => {
  if (schema.isStructSchema()) {
    if (depth > deepest) return fc.constant({});
    const members = [...schema.structIterator()];
    const shape = Object.fromEntries(
      members.map(([member, of]) => [member, inputOf(of, member, known, depth + 1)]),
    );
    // A union takes one member.
    if (schema.isUnionSchema() || isUnion(members.map(([member]) => member)))
      return fc.oneof(
        ...Object.entries(shape).map(([member, of]) => of.map((value) => ({ [member]: value }))),
      );
    return fc.record(shape, {
      requiredKeys: members.slice(0, 1 + (depth === 0 ? 2 : 1)).map(([member]) => member),
    });
  }
  if (schema.isListSchema())
    return fc.array(inputOf(schema.getValueSchema(), name, known, depth + 1), { maxLength: 3 });
  if (schema.isMapSchema())
    return fc.dictionary(
      textFor(`${name}Key`, known),
      inputOf(schema.getValueSchema(), name, known, depth + 1),
      {
        maxKeys: 3,
      },
    );
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema() || schema.isTimestampSchema())
    return fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer());
  if (schema.isBlobSchema()) return fc.constantFrom("", "aGVsbG8=", "e30=", "not base64!");
  return textFor(name, known);
};

// DynamoDB's attribute value, which the schemas describe as a structure.
const isUnion = (members: readonly string[]) => members.includes("S") && members.includes("NULL");

/** An operation of an AWS API as its SDK client knows it. */
export interface Operation {
  readonly name: string;
  /** Method and path of a REST API, `["POST", "/v2/email/outbound-emails"]`. */
  readonly http: readonly [string, string] | undefined;
  /** Where members of a REST API's input go, if not into the body: `label`, `query`, or a header's name. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Inputs in the shape the service expects. */
  readonly inputs: fc.Arbitrary<unknown>;
}

interface StaticOperation {
  readonly 0: 9;
  readonly 2: string;
  readonly 3: { http?: [string, string, number] } | number;
  readonly 4: $SchemaRef;
}

const isOperation = (value: unknown): value is StaticOperation => Array.isArray(value) && value[0] === 9;

const bindingOf = (
  schema: NormalizedSchema,
  member: string,
  path: string | undefined,
): string | undefined => {
  const { httpQuery, httpHeader } = schema.getMergedTraits();
  if (path?.includes(`{${member}}`)) return "label";
  return httpQuery ? "query" : typeof httpHeader === "string" ? httpHeader : undefined;
};

/** The operations that an SDK client's module exports. */
export const operationsOf = (module: object, known: KnownValues): Operation[] =>
  Object.values(module)
    .filter(isOperation)
    .map((operation): Operation => {
      const traits = typeof operation[3] === "object" ? operation[3] : {};
      const input = NormalizedSchema.of(operation[4]);
      const members = input.isStructSchema() ? [...input.structIterator()] : [];
      return {
        name: operation[2],
        http: traits.http && [traits.http[0], traits.http[1]],
        bindings: Object.fromEntries(
          members.flatMap(([member, of]) => {
            const binding = bindingOf(of, member, traits.http?.[1]);
            return binding === undefined ? [] : [[member, binding]];
          }),
        ),
        inputs: input.isStructSchema() ? inputOf(input, "", known, 0) : fc.constant({}),
      };
    });
