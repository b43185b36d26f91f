import { expect, test } from "vitest";
import { resourceTypes } from "./index.ts";

const properties = resourceTypes.find(({ type }) => type === "aws:sqs/queue:Queue")!.properties;
const problems = (inputs: object) =>
  properties.safeParse(inputs).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ??
  [];

test.each([
  {},
  { fifoQueue: false, contentBasedDeduplication: false },
  { name: "orders.fifo", fifoQueue: true, contentBasedDeduplication: true },
  { fifoQueue: true, deduplicationScope: "messageGroup", fifoThroughputLimit: "perMessageGroupId" },
  { delaySeconds: 900, visibilityTimeoutSeconds: 43_200, messageRetentionSeconds: 60, maxMessageSize: 1024 },
  { kmsMasterKeyId: "alias/aws/sqs", kmsDataKeyReusePeriodSeconds: 60 },
])("takes %o", (inputs) => {
  expect(problems(inputs)).toEqual([]);
});

const target = "arn:aws:sqs:eu-west-1:000000000000:dead";
test.each([
  [{ contentBasedDeduplication: true }, /^contentBasedDeduplication: only FIFO .* set fifoQueue$/],
  [{ deduplicationScope: "queue" }, /^deduplicationScope: only FIFO .* set fifoQueue$/],
  [{ fifoThroughputLimit: "perQueue" }, /^fifoThroughputLimit: only FIFO .* set fifoQueue$/],
  [
    { fifoQueue: true, fifoThroughputLimit: "perMessageGroupId" },
    /^fifoThroughputLimit: .*"messageGroup".*set that/,
  ],
  [{ name: "orders", fifoQueue: true }, /^name: "orders" is no name of a FIFO queue/],
  [{ name: "orders.fifo" }, /^name: "orders.fifo" is no name of a standard queue/],
  [{ name: "o".repeat(81) }, /^name: .* at most 80/],
  [{ delaySeconds: 901 }, /^delaySeconds: .*0 to 900/],
  [{ maxMessageSize: 1023 }, /^maxMessageSize: .*1024 to 1048576/],
  [{ messageRetentionSeconds: 59 }, /^messageRetentionSeconds: .*60 to 1209600/],
  [{ receiveWaitTimeSeconds: 21 }, /^receiveWaitTimeSeconds: .*0 to 20/],
  [{ visibilityTimeoutSeconds: 43_201 }, /^visibilityTimeoutSeconds: .*0 to 43200/],
  [{ kmsMasterKeyId: "k", kmsDataKeyReusePeriodSeconds: 59 }, /^kmsDataKeyReusePeriodSeconds: .*60 to 86400/],
  [{ kmsMasterKeyId: "k", sqsManagedSseEnabled: true }, /^sqsManagedSseEnabled: .*remove it/],
  [{ redrivePolicy: "{}" }, /^redrivePolicy: .*deadLetterTargetArn/],
  [
    { redrivePolicy: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: 0 }) },
    /^redrivePolicy: .*1 to 1000/,
  ],
  [{ redriveAllowPolicy: '{"redrivePermission":"byQueue"}' }, /^redriveAllowPolicy: .*sourceQueueArns/],
])("refuses %o in one sentence", (inputs, sentence) => {
  expect(problems(inputs)).toEqual([expect.stringMatching(sentence)]);
});
