import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import {
  accountStatement,
  type PolicyDocument,
  type PolicyStatement,
  type ResourcePolicies,
  statementsIn,
} from "../../iam/resource-policies.ts";
import type { SqsOperations } from "./api.ts";
import type { CalledAttributes } from "./called-attributes.ts";
import { invalid, invalidValue, parse } from "./errors.ts";
import type { LocalQueue } from "./local-queue.ts";
import { pageOf } from "./page.ts";
import {
  changedAttributes,
  checkAttributeNames,
  firstDifference,
  type QueueAttributes,
} from "./queue-attributes.ts";
import { type QueueStore, queueArn } from "./queue-store.ts";
import { checkRedrivePolicy } from "./redrive-policy.ts";
import { schemas } from "./schemas.ts";

const QUEUE = "aws:sqs/queue:Queue";
const MOST_TAGS = 50;
const SECONDS_BETWEEN_PURGES = 60;

const setTags = (queue: LocalQueue, tags: Record<string, string>) => {
  const names = Object.keys(tags);
  if (new Set([...queue.tags.keys(), ...names]).size > MOST_TAGS)
    throw invalid(`Too many tags added for queue ${queue.name}.`);
  for (const name of names) {
    if (name === "" || name.length > 128 || /^aws:/i.test(name) || tags[name]!.length > 256)
      throw invalid(
        `Tag keys have 1 to 128 letters and do not start with aws:, values up to 256; "${name}" breaks it.`,
      );
  }
  for (const name of names) queue.tags.set(name, tags[name]!);
};

/** Everything but permissions, and sending, receiving and moving messages. */
export const queueOperations = (
  cloud: Pick<Cloud, "accountId" | "clock" | "made" | "region" | "resourcePolicies">,
  store: QueueStore,
  called: CalledAttributes,
): SqsOperations => {
  const policies = cloud.resourcePolicies;
  const checkAttributes = (arn: string, isFifo: boolean, { Policy, RedrivePolicy }: QueueAttributes) => {
    if (RedrivePolicy) checkRedrivePolicy(store, { arn, isFifo }, RedrivePolicy);
    if (Policy !== undefined) policies.attach(arn, Policy);
  };

  const attributesOf = (queue: LocalQueue): QueueAttributes => {
    const { visible, delayed, inFlight } = queue.counts();
    const seconds = (ms: number) => String(Math.floor(ms / 1000));
    return {
      ...queue.attributes,
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      CreatedTimestamp: seconds(queue.createdAt),
      LastModifiedTimestamp: seconds(queue.modifiedAt),
    };
  };

  return {
    CreateQueue(raw) {
      const { QueueName, Attributes = {}, tags = {} } = parse(schemas.CreateQueue, raw);
      const existing = store.byName(QueueName);
      if (existing) {
        const different = firstDifference(existing.attributes, Attributes);
        if (different === undefined) return { QueueUrl: existing.url };
        throw new AwsError(
          "QueueNameExists",
          `A queue already exists with the same name and a different value for attribute ${different}`,
        );
      }
      const isFifo = Attributes.FifoQueue?.toLowerCase() === "true";
      checkAttributes(queueArn(QueueName, cloud), isFifo, Attributes);
      const queue = store.create(QueueName, Attributes);
      setTags(queue, tags);
      called.keep(queue);
      cloud.made.note(QUEUE, QueueName, {
        name: QueueName,
        fifoQueue: isFifo || undefined,
        redrivePolicy: Attributes.RedrivePolicy,
      });
      return { QueueUrl: queue.url };
    },

    DeleteQueue(raw) {
      const queue = store.find(parse(schemas.DeleteQueue, raw).QueueUrl);
      policies.attach(queue.arn, undefined);
      store.delete(queue);
      called.forget(queue.name);
      cloud.made.forget(QUEUE, queue.arn);
      return {};
    },

    GetQueueUrl(raw) {
      const { QueueName, QueueOwnerAWSAccountId: owner } = parse(schemas.GetQueueUrl, raw);
      const queue = owner === undefined || owner === cloud.accountId ? store.byName(QueueName) : undefined;
      if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      return { QueueUrl: queue.url };
    },

    GetQueueAttributes(raw) {
      const { QueueUrl, AttributeNames: names = [] } = parse(schemas.GetQueueAttributes, raw);
      const queue = store.find(QueueUrl);
      checkAttributeNames(names);
      const wanted = Object.entries(attributesOf(queue)).filter(
        ([name]) => names.includes("All") || names.includes(name),
      );
      return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
    },

    SetQueueAttributes(raw) {
      const { QueueUrl, Attributes } = parse(schemas.SetQueueAttributes, raw);
      const queue = store.find(QueueUrl);
      const changed = changedAttributes(queue.attributes, Attributes);
      checkAttributes(queue.arn, queue.isFifo(), Attributes);
      queue.attributes = changed;
      called.keep(queue);
      return {};
    },

    PurgeQueue(raw) {
      const queue = store.find(parse(schemas.PurgeQueue, raw).QueueUrl);
      const now = cloud.clock.now();
      if (now - queue.purgedAt < SECONDS_BETWEEN_PURGES * 1000)
        throw new AwsError(
          "PurgeQueueInProgress",
          `Only one PurgeQueue operation on ${queue.name} is allowed every ${SECONDS_BETWEEN_PURGES} seconds.`,
          { status: 403 },
        );
      queue.purgedAt = now;
      queue.purge();
      return {};
    },

    ListQueues(raw) {
      const input = parse(schemas.ListQueues, raw);
      const urls = store
        .all()
        .flatMap(({ name, url }) => (name.startsWith(input.QueueNamePrefix ?? "") ? [url] : []));
      const { page, ...more } = pageOf(urls, input);
      return { QueueUrls: page.length > 0 ? page : undefined, ...more };
    },

    ListDeadLetterSourceQueues(raw) {
      const input = parse(schemas.ListDeadLetterSourceQueues, raw);
      const { arn } = store.find(input.QueueUrl);
      const sources = store.all().flatMap(({ redrive, url }) => (redrive?.toArn === arn ? [url] : []));
      const { page, ...more } = pageOf(sources, input);
      // The SDK's type has the list always.
      return { queueUrls: page, ...more };
    },

    TagQueue(raw) {
      const { QueueUrl, Tags } = parse(schemas.TagQueue, raw);
      const queue = store.find(QueueUrl);
      setTags(queue, Tags);
      called.keep(queue);
      return {};
    },

    UntagQueue(raw) {
      const { QueueUrl, TagKeys } = parse(schemas.UntagQueue, raw);
      const queue = store.find(QueueUrl);
      for (const name of TagKeys) queue.tags.delete(name);
      called.keep(queue);
      return {};
    },

    ListQueueTags(raw) {
      const { tags } = store.find(parse(schemas.ListQueueTags, raw).QueueUrl);
      return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
    },

    ...permissionOperations(store, policies, called),
  };
};

const LABEL = /^[\w-]{1,80}$/;
const ACTIONS = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

/** AddPermission and RemovePermission write the queue's policy. */
const permissionOperations = (
  store: QueueStore,
  policies: ResourcePolicies,
  called: CalledAttributes,
): SqsOperations => {
  const setStatements = (
    queue: LocalQueue,
    change: (statements: readonly PolicyStatement[]) => readonly PolicyStatement[],
  ) => {
    const policy: PolicyDocument = JSON.parse(
      queue.attributes.Policy ??
        JSON.stringify({ Version: "2008-10-17", Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] }),
    );
    const Statement = change(statementsIn(policy));
    const Policy = Statement.length > 0 ? JSON.stringify({ ...policy, Statement }) : "";
    policies.attach(queue.arn, Policy);
    queue.attributes = changedAttributes(queue.attributes, { Policy });
    called.keep(queue);
    return {};
  };

  return {
    AddPermission(raw) {
      const { QueueUrl, Label, AWSAccountIds, Actions } = parse(schemas.AddPermission, raw);
      const queue = store.find(QueueUrl);
      if (!LABEL.test(Label))
        throw invalidValue(
          "Label",
          Label,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
        );
      const unknown = Actions.find((action) => !ACTIONS.has(action));
      if (unknown !== undefined || Actions.length === 0)
        throw invalidValue(
          "ActionName",
          unknown ?? "",
          "Please refer to the appropriate WSDL for a list of valid actions.",
        );
      const malformed = AWSAccountIds.find((id) => !/^\d{12}$/.test(id));
      if (malformed !== undefined || AWSAccountIds.length === 0)
        throw invalidValue("PrincipalId", malformed ?? "", "Unable to verify.");
      return setStatements(queue, (statements) => {
        if (statements.some(({ Sid }) => Sid === Label))
          throw invalidValue("Label", Label, "Already exists.");
        const actions = Actions.map((action) => `SQS:${action}`);
        return [...statements, accountStatement(Label, AWSAccountIds, actions, queue.arn)];
      });
    },

    RemovePermission(raw) {
      const { QueueUrl, Label } = parse(schemas.RemovePermission, raw);
      return setStatements(store.find(QueueUrl), (statements) => {
        const left = statements.filter(({ Sid }) => Sid !== Label);
        if (left.length === statements.length) throw invalidValue("Label", Label, "can't find label.");
        return left;
      });
    },
  };
};
