import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Records } from "../use-cases/ports.ts";

/** Dead-letter queues of the stage, whichever service they are of: `sourdough-<service>-<stage>-<name>-<random>`. */
export const deadLetterQueues =
  (client: SQSClient, stage: string): Records["deadLetterQueues"] =>
  async () => {
    const urls: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ListQueuesCommand({ QueueNamePrefix: "sourdough-", MaxResults: 1000, NextToken }),
      );
      urls.push(...(page.QueueUrls ?? []));
      NextToken = page.NextToken;
    } while (NextToken);

    const ofStage = new RegExp(`/sourdough(?:-[a-z]+)?-${stage}-([A-Za-z]+DeadLetterQueue)`);
    const queues = urls.flatMap((url) => {
      const [, queue] = ofStage.exec(url) ?? [];
      return queue ? [{ url, queue }] : [];
    });
    return Promise.all(
      queues.map(async ({ url, queue }) => {
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl: url,
            AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
          }),
        );
        const messages = Object.values(Attributes).reduce((total, number) => total + Number(number), 0);
        return { queue, messages };
      }),
    );
  };
