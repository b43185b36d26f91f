import { identityOf, outboxEntity } from "@sourdough/lambda-kit/entity";
import { publishEach } from "@sourdough/workflow-kit";
import { busArn, busName } from "./bus.ts";
import { streamPipe } from "./pipe.ts";
import { deadLetterQueue } from "./queue.ts";
import { stateMachine } from "./state-machine.ts";

/**
 * Publishes the outbox records of a table: stream -> Pipe -> Express state machine -> one PutEvents for the batch.
 *
 * A state machine and not the bus as the pipe's own target, because a pipe's template does not escape what it
 * inserts, and an event's detail is text with quotes in it. Entries the bus refused are reported by record, so the
 * pipe retries those alone. Delivery is at least once.
 *
 * An outbox record has `entity: "outbox"`, `source`, `detailType`, and `detail` (JSON text).
 */
export const outboxRelay = (service: string, table: sst.aws.Dynamo) => {
  const pipe = `${service}OutboxPipe`;
  const relay = stateMachine(`${service}RelayOutbox`, {
    type: "EXPRESS",
    pipe,
    grants: [{ actions: ["events:PutEvents"], resources: [busArn()] }],
    definition: {
      StartAt: "PublishEvents",
      States: {
        PublishEvents: publishEach(
          `dynamodb.NewImage.{'EventBusName': '${busName()}', 'Source': source.S, 'DetailType': detailType.S, 'Detail': detail.S}`,
        ),
      },
    },
  });
  return streamPipe(pipe, table, {
    filters: [{ dynamodb: { NewImage: { entity: { S: [identityOf(outboxEntity(service)).entity] } } } }],
    machine: relay,
    deadLetterQueue: deadLetterQueue(`${service}OutboxDeadLetterQueue`),
  });
};
