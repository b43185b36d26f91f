import { type EventContract, type JsonSchema, toJsonSchema } from "@sourdough/events-schema";
import { outboxEntity } from "@sourdough/lambda-kit/entity";
import { outboxItem } from "@sourdough/lambda-kit/outbox";
import { compileFilterCriteria } from "sourdough-local/models";
import type { Context } from "./context.ts";
import { objectSchema, titleOf } from "./event-schema.ts";
import { type BusEvent, type Sample, samplesOf, variantsOf } from "./samples.ts";
import { machineOf, type System } from "./system.ts";

/** What a pipe hands from the stream of a table to its target. */
export interface StreamInput {
  readonly note: string;
  /** Of one record. */
  readonly record: JsonSchema;
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

const text: JsonSchema = { type: "string" };

const attributeSchema = (schema: JsonSchema): JsonSchema => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return { anyOf: choices.map(attributeSchema) };
  if (schema.properties) return objectSchema({ M: imageSchema(schema) });
  const value = schema.const ?? schema.enum?.[0];
  if (schema.type === "string" || typeof value === "string") return objectSchema({ S: schema });
  if (schema.type === "boolean" || typeof value === "boolean") return objectSchema({ BOOL: schema });
  if (schema.type === "array" && schema.items)
    return objectSchema({ L: { type: "array", items: attributeSchema(schema.items) } });
  return schema.type === "number" || schema.type === "integer" || typeof value === "number"
    ? objectSchema({ N: text })
    : {};
};

/** An item as a stream has it. */
const imageSchema = ({ properties = {}, required }: JsonSchema): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, attributeSchema(field)]),
  ),
  required,
});

const recordSchema = (item: JsonSchema): JsonSchema =>
  objectSchema({
    ...Object.fromEntries(
      ["eventID", "eventVersion", "eventName", "eventSource", "awsRegion", "eventSourceARN"].map((name) => [
        name,
        text,
      ]),
    ),
    dynamodb: objectSchema({
      Keys: {},
      NewImage: imageSchema(item),
      OldImage: imageSchema(item),
      StreamViewType: text,
      SequenceNumber: text,
      SizeBytes: { type: "number" },
      ApproximateCreationDateTime: { type: "number" },
    }),
  });

// Of which service it is makes no difference to what is in a record.
const outbox = outboxEntity("any", { table: "any" });

/** An event as its service's outbox keeps it. */
const outboxRecord = (event: EventContract, { detail }: BusEvent): Record<string, unknown> => {
  const { version: _, ...metadata } = detail.metadata as Parameters<typeof outboxItem>[2] & {
    version: number;
  };
  return outbox
    .put(outboxItem(event, detail.data, metadata, "proof"))
    .params<{ Item: Record<string, unknown> }>().Item;
};

const outboxSchema = (event: EventContract): JsonSchema => {
  const [sample] = samplesOf(event);
  const fields = sample ? outboxRecord(event, sample.value) : {};
  const { entity, source, detailType } = fields;
  const fixed = { entity, source, detailType } as Record<string, string>;
  return objectSchema(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        name in fixed ? { const: fixed[name] } : { type: typeof value as "string" | "number" },
      ]),
    ),
  );
};

const images = new WeakMap<BusEvent, object>();

/** The item of its outbox record, which every pipe and every proof sees as it is. */
const outboxImage = (event: EventContract, sample: BusEvent): object => {
  const image = images.get(sample) ?? attributes(outboxRecord(event, sample));
  images.set(sample, image);
  return image;
};

/** What outbox records, and the items `inputs` says a machine takes, look like on a table's stream. */
export const streamInputs = (context: Context, pipe: System["pipes"][number]): StreamInput[] => {
  const table = context.system.tables.find(({ streamArn }) => streamArn === pipe.source);
  const machine = machineOf(context.system, pipe.target);
  if (!table || !machine) return [];
  const schema = context.inputs.get(machine.resource.name);
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
    return [{ note: "an item of the table", record: recordSchema(json), samples }];
  }
  const service = `sourdough.${context.folderOf(table.resource.name).split("/").at(-1)}`;
  return context.contracts
    .filter(({ source }) => source === service)
    .map((event) => ({
      note: titleOf(event),
      record: recordSchema(outboxSchema(event)),
      samples: samplesOf(event).map(({ note, value }) => ({
        note,
        value: streamRecord(pipe.source, outboxImage(event, value)),
      })),
    }));
};

/** Samples the filter of a pipe lets through. */
export const passing = (pipe: System["pipes"][number], samples: readonly Sample<unknown>[]) => {
  const patterns = pipe.sourceParameters.filterCriteria.filters.map(({ pattern }) => pattern);
  const passes = compileFilterCriteria(patterns, "dynamodb");
  return samples.filter(({ value }) => passes(value as ReturnType<typeof streamRecord>));
};
