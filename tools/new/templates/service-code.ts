import { camelCase, kebabCase } from "../names.ts";
import type { ServiceNames } from "../service.ts";

/** The code of a new service: from the queue to the table, and through the outbox to the bus. */
export const codeFiles = ({
  service,
  camel,
  pascal,
  consumed,
  consumer,
  published,
}: ServiceNames): Record<string, string> => ({
  "src/consumes.ts": `import { consumers, ${consumed.exportName}, reads } from "@sourdough/events-schema";

export const consumes = consumers({
  ${consumer}: [reads(${consumed.exportName}, ["orderId"])],
});
`,

  [`src/domain/${service}-record.ts`]: `import type { DataOf, ${consumed.exportName} } from "@sourdough/events-schema";

/** What is known of an order; never changed. */
export interface ${pascal}Record {
  orderId: string;
  /** ISO 8601, UTC. */
  recordedAt: string;
}

type Order = Pick<DataOf<typeof ${consumed.exportName}>, "orderId">;

/** Decides what to keep of an order. */
export const recordOf = ({ orderId }: Order, recordedAt: string): ${pascal}Record => ({ orderId, recordedAt });
`,

  "src/use-cases/ports.ts": `import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { ${pascal}Record } from "../domain/${service}-record.ts";

export interface ${pascal}Repository {
  /** Keeps a record and publishes \`event\`, or does neither: false when its order has a record already. */
  add: (record: ${pascal}Record, event: OutboxItem) => Promise<boolean>;
}

export interface Ports extends KitPorts {
  records: ${pascal}Repository;
}
`,

  [`src/use-cases/${kebabCase(consumer)}.ts`]: `import { causedBy, type ParsedEvent, ${published} } from "@sourdough/events-schema";
import { outboxItem, type Telemetry } from "@sourdough/lambda-kit";
import type { consumes } from "../consumes.ts";
import { recordOf } from "../domain/${service}-record.ts";
import type { Ports } from "./ports.ts";

/** Keeps one record per order, however often its event comes, and publishes it with that. */
export const ${camelCase(consumer)} = async (
  { records, now }: Ports,
  { data, metadata }: ParsedEvent<(typeof consumes.${consumer})[number]>,
  telemetry: Telemetry,
): Promise<void> => {
  const record = recordOf(data, now().toISOString());
  const event = outboxItem(
    ${published},
    record,
    {
      eventId: \`\${metadata.eventId}-${kebabCase(published)}\`,
      occurredAt: record.recordedAt,
      ...causedBy(metadata),
    },
    record.orderId,
  );
  if (await records.add(record, event)) telemetry.count("${published}");
};
`,

  [`src/adapters/${service}-table.ts`]: `import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { Entity, type EntityConfiguration, Service } from "electrodb";

const service = "${service}";

/** One per order. */
const recordEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "${camel}Record", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          recordedAt: { type: "string", required: true },
        },
        indexes: {
          ofOrder: {
            pk: { field: "pk", composite: ["orderId"], template: "order#\${orderId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "${camel}Record", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in \`${pascal}Table\`. */
export const ${camel}Table = (config: EntityConfiguration) =>
  new Service({ record: recordEntity(config), outbox: outboxEntity(service, config) }, config);
`,

  [`src/adapters/${service}-repository.ts`]: `import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { ${pascal}Repository } from "../use-cases/ports.ts";
import { ${camel}Table } from "./${service}-table.ts";

/** Records in a DynamoDB table, each in one transaction with the event that tells of it. */
export const ${camel}Repository = (client: DynamoDBDocumentClient, table: string): ${pascal}Repository => {
  const { transaction } = ${camel}Table({ client, table });
  return {
    add: (record, event) =>
      writeAll(
        transaction.write(({ record: records, outbox }) => [
          records.create(record).commit(),
          outbox.put(event).commit(),
        ]),
      ),
  };
};
`,

  [`src/handlers/${kebabCase(consumer)}.queue.ts`]: `import { eventQueueHandler } from "@sourdough/lambda-kit";
import { consumes } from "../consumes.ts";
import type { Ports } from "../use-cases/ports.ts";
import { ${camelCase(consumer)} } from "../use-cases/${kebabCase(consumer)}.ts";
import { wiring } from "../wiring.ts";

export const createHandler = (ports: Ports) =>
  eventQueueHandler({
    name: "${consumer}",
    events: consumes.${consumer},
    run: (event, telemetry) => ${camelCase(consumer)}(ports, event, telemetry),
  });

export const handler = createHandler(wiring());
`,

  "src/wiring.ts": `import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { ${camel}Repository } from "./adapters/${service}-repository.ts";
import type { Ports } from "./use-cases/ports.ts";

const Links = z.object({ ${pascal}Table: z.object({ name: z.string() }) });

/** Each port is built when a function first uses it. */
export const wiring = (): Ports => {
  const records = once(() => ${camel}Repository(documentClient(), Links.parse(Resource).${pascal}Table.name));
  return {
    ...ports,
    get records() {
      return records();
    },
  };
};
`,
});
