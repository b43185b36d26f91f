import { type EventContract, toJsonSchema } from "@sourdough/events-schema";
import { outboxItem } from "@sourdough/lambda-kit/outbox";
import { compileFilterCriteria } from "@sourdough/local-cloud/src/patterns/index.ts";
import { eventShape, shapeOf, titleOf } from "./event-shape.ts";
import { fieldOf } from "./jsonata/fields.ts";
import { nobody } from "./jsonata/scope.ts";
import type { Proof } from "./proof.ts";
import { type Sample, samplesOf, variantsOf } from "./samples.ts";
import { any, elementOf, jsonText, list, members, number, object, type Shape, text, union } from "./shape.ts";
import type { System } from "./system.ts";

/** What a pipe hands from the stream of a table to its target. */
export interface StreamInput {
  readonly note: string;
  /** Of one record. */
  readonly record: Shape;
  readonly samples: readonly Sample<unknown>[];
}

export const streamRecordId = "c4ca4238a0b923820dcc509a6f75849b";

const streamRecord = (arn: string, NewImage: object, OldImage?: object) => ({
  eventID: streamRecordId,
  eventVersion: "1.1",
  eventName: OldImage ? ("MODIFY" as const) : ("INSERT" as const),
  eventSource: "aws:dynamodb" as const,
  awsRegion: "eu-west-1",
  eventSourceARN: arn,
  dynamodb: {
    Keys: {},
    NewImage: NewImage as Record<string, unknown>,
    ...(OldImage && { OldImage: OldImage as Record<string, unknown> }),
    StreamViewType: "NEW_AND_OLD_IMAGES",
    SequenceNumber: "1",
    SizeBytes: 100,
    ApproximateCreationDateTime: 1_764_142_200,
  },
});

/** A value as DynamoDB writes it. */
const attribute = (value: unknown): object => {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: attributes(value as object) };
};
const attributes = (item: object) =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, attribute(value)]),
  );

const attributeShape = (shape: Shape): Shape =>
  union(
    members(shape).map((member) => {
      const typed = (type: string, inner: Shape) => object("the attribute", { [type]: inner });
      switch (member.kind) {
        case "text":
          return typed("S", member);
        case "literal":
          if (typeof member.value === "boolean") return typed("BOOL", member);
          return typeof member.value === "string" ? typed("S", member) : typed("N", text);
        case "number":
          return typed("N", text);
        case "boolean":
          return typed("BOOL", member);
        case "list":
          return typed("L", list(attributeShape(elementOf(member))));
        case "object":
          return typed("M", imageOf(member, member.name));
        default:
          return any;
      }
    }),
  );

const imageOf = (item: Shape, name: string): Shape =>
  item.kind === "object"
    ? {
        kind: "object",
        name,
        fields: Object.fromEntries(
          Object.entries(item.fields).map(([field, { shape, optional }]) => [
            field,
            { shape: attributeShape(shape), optional },
          ]),
        ),
      }
    : any;

const recordShape = (item: Shape): Shape =>
  object("the stream's record", {
    ...Object.fromEntries(
      ["eventID", "eventVersion", "eventName", "eventSource", "awsRegion", "eventSourceARN"].map((name) => [
        name,
        text,
      ]),
    ),
    dynamodb: object("dynamodb of the record", {
      Keys: any,
      NewImage: imageOf(item, "NewImage"),
      OldImage: imageOf(item, "OldImage"),
      StreamViewType: text,
      SequenceNumber: text,
      SizeBytes: number,
      ApproximateCreationDateTime: number,
    }),
  });

const outboxShape = (event: EventContract): Shape =>
  object("the outbox record", {
    pk: text,
    sk: text,
    entity: { kind: "literal", value: "outbox" },
    source: { kind: "literal", value: event.source },
    detailType: { kind: "literal", value: event.name },
    detail: jsonText(fieldOf(eventShape(event), "detail", nobody)),
    ttl: number,
  });

/** What outbox records, and the items `inputs` says a machine takes, look like on a table's stream. */
export const streamInputs = (proof: Proof, pipe: System["pipes"][number]): StreamInput[] => {
  const table = proof.system.tables.find(({ streamArn }) => streamArn === pipe.source);
  const machine = proof.system.machines.find(({ arn }) => arn === pipe.target);
  if (!table || !machine) return [];
  const schema = proof.inputs.get(machine.resource.name);
  if (schema) {
    const json = toJsonSchema(schema);
    const [first] = variantsOf(json, undefined);
    const items = variantsOf(json, first?.value).filter(({ value }) => schema.safeParse(value).success);
    const samples = items.flatMap((after) =>
      items.map((before) => ({
        note: `${after.note}, before ${before.note}`,
        value: streamRecord(
          pipe.source,
          attributes(after.value as object),
          attributes(before.value as object),
        ),
      })),
    );
    return [{ note: "an item of the table", record: recordShape(shapeOf(json, "the item")), samples }];
  }
  const service = `sourdough.${proof.folderOf(table.resource.name).split("/").at(-1)}`;
  return proof.contracts
    .filter(({ source }) => source === service)
    .map((event) => ({
      note: titleOf(event),
      record: recordShape(outboxShape(event)),
      samples: samplesOf(event).map(({ note, value: { detail } }) => {
        const { version: _, ...metadata } = detail.metadata as Parameters<typeof outboxItem>[2] & {
          version: number;
        };
        return {
          note,
          value: streamRecord(pipe.source, attributes(outboxItem(event, detail.data, metadata, "proof"))),
        };
      }),
    }));
};

/** Samples the filter of a pipe lets through. */
export const passing = (pipe: System["pipes"][number], samples: readonly Sample<unknown>[]) => {
  const patterns = pipe.sourceParameters.filterCriteria.filters.map(({ pattern }) => pattern);
  const passes = compileFilterCriteria(patterns);
  return samples.filter(({ value }) => passes(value as ReturnType<typeof streamRecord>));
};
