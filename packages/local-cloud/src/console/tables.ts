import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import type { InputOf } from "../core/aws-operations.ts";
import type { Cloud } from "../core/cloud.ts";
import type { ItemPage, MapNode, Table, TableList } from "./api.ts";
import { ConsoleProblem, notFound } from "./http/problem.ts";
import { consoleSource } from "./map/locate.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";

/** Tables and what is in them. */
export interface Tables {
  list(): TableList;
  items(name: string, query: { limit: number; cursor?: string; key?: string }): Promise<ItemPage>;
}

const key = z.object({ name: z.string(), hashKey: z.string(), rangeKey: z.string().optional() });
const properties = z.looseObject({
  name: z.string(),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  streamEnabled: z.boolean().optional(),
  attributes: z.array(z.object({ name: z.string(), type: z.string() })),
  globalSecondaryIndexes: z.array(key.loose()).optional(),
  localSecondaryIndexes: z.array(key.partial({ hashKey: true }).loose()).optional(),
  ttl: z.looseObject({ attributeName: z.string().optional() }).optional(),
});
type Properties = z.output<typeof properties>;

type Attribute = object;

/** DynamoDB JSON to plain JSON. */
export const toPlain = (attribute: Attribute): unknown => {
  const [[type, value] = []] = Object.entries(attribute);
  switch (type) {
    case "N":
      return Number.isSafeInteger(Number(value)) || String(value).includes(".")
        ? Number(value)
        : String(value);
    case "NULL":
      return null;
    case "L":
      return (value as Attribute[]).map(toPlain);
    case "M":
      return plainItem(value as Record<string, Attribute>);
    case "NS":
      return (value as string[]).map((number) => toPlain({ N: number }));
    default:
      return value;
  }
};
const plainItem = (item: Record<string, Attribute>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, toPlain(attribute)]));

const encode = (position: object) => Buffer.from(JSON.stringify(position)).toString("base64url");
const decode = (cursor: string): InputOf<"dynamodb", "Query">["ExclusiveStartKey"] => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw new ConsoleProblem(400, "InvalidCursor", "The cursor is not one that this console gave.");
  }
};

export const createTables = (cloud: Cloud, nodes: Nodes, redaction: Redaction): Tables => {
  const present = () =>
    nodes.all.flatMap((node): { node: MapNode; table: Properties }[] => {
      // A store of keys and values is drawn as a table, too.
      const resource = nodes.resourceOf(node);
      return resource?.type === "aws:dynamodb/table:Table"
        ? [{ node, table: properties.parse({ ...resource.inputs, ...resource.outputs }) }]
        : [];
    });
  const find = (name: string) => {
    const found = present().find(({ node, table }) => table.name === name || node.id === name);
    if (!found) throw notFound(`There is no table ${name}.`);
    return found.table;
  };
  const show = (node: MapNode, table: Properties): Table => ({
    name: table.name,
    label: node.name,
    node: node.id,
    area: node.area,
    partitionKey: table.hashKey,
    stream: table.streamEnabled === true,
    indexes: [...(table.globalSecondaryIndexes ?? []), ...(table.localSecondaryIndexes ?? [])].map(
      (index) => ({
        name: index.name,
        partitionKey: index.hashKey ?? table.hashKey,
        sortKey: index.rangeKey || undefined,
      }),
    ),
    sortKey: table.rangeKey || undefined,
    ttlAttribute: table.ttl?.attributeName || undefined,
  });

  return {
    list: () => ({ tables: present().map(({ node, table }) => show(node, table)) }),
    async items(name, { limit, cursor, key: wanted }) {
      const table = find(name);
      const type = table.attributes.find((attribute) => attribute.name === table.hashKey)?.type ?? "S";
      const page = await cloud.call(
        "dynamodb",
        wanted === undefined ? "Scan" : "Query",
        {
          TableName: table.name,
          Limit: limit,
          ConsistentRead: true,
          ExclusiveStartKey: cursor === undefined ? undefined : decode(cursor),
          ...(wanted === undefined
            ? {}
            : {
                KeyConditionExpression: "#key = :key",
                ExpressionAttributeNames: { "#key": table.hashKey },
                ExpressionAttributeValues: { ":key": { [type]: wanted } as unknown as AttributeValue },
              }),
        },
        { principal: { kind: "root" }, causes: [], source: consoleSource },
      );
      const items = (page.Items ?? []).map(
        (item) => redaction.mask(plainItem(item)) as Record<string, unknown>,
      );
      return {
        items,
        count: items.length,
        cursor: page.LastEvaluatedKey && encode(page.LastEvaluatedKey),
      };
    },
  };
};
