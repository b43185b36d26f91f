import {
  type Declared,
  list,
  mostAtOnce,
  onFailureOf,
  type Read,
  type Statement,
  scheduleTargetOf,
  statements,
  streamOf,
  unqualified,
} from "./graph.ts";

/** What everything that is deployed has to have: a sentence for each resource that has not. */
export type Rule = (graph: Read) => string[];

interface LifecycleRule {
  status?: string;
  transitions?: { days?: number; storageClass?: string }[];
  expiration?: { days?: number };
  noncurrentVersionExpiration?: { noncurrentDays?: number };
  abortIncompleteMultipartUpload?: { daysAfterInitiation?: number };
}

/** Whether what is in a bucket gets cheaper with age and goes in the end: objects, old versions, parts of uploads. */
const agesWell = (lifecycle: Record<string, unknown> | undefined) =>
  ((lifecycle?.rules ?? []) as LifecycleRule[]).some(
    (rule) =>
      rule.status === "Enabled" &&
      rule.transitions?.some(({ storageClass }) => storageClass === "STANDARD_IA") &&
      Number(rule.expiration?.days) > 0 &&
      Number(rule.noncurrentVersionExpiration?.noncurrentDays) > 0 &&
      Number(rule.abortIncompleteMultipartUpload?.daysAfterInitiation) > 0,
  );

/** The sentence for each of `resources` that `complaint` has something to say about. */
export const each = <Kind extends Declared>(
  resources: Kind[],
  complaint: (resource: Kind) => string | false,
) =>
  resources.flatMap((resource) => {
    const wrong = complaint(resource);
    return wrong === false ? [] : [`${resource.name} ${wrong}`];
  });

/** A `Deny` for anybody who comes by plain HTTP. */
const refusesWithoutTls = ({ Effect, Principal, Condition }: Statement) =>
  Effect === "Deny" &&
  (Principal === "*" || Principal?.AWS === "*") &&
  String(Condition?.Bool?.["aws:SecureTransport"]) === "false";

/** AWS takes no resource for these, or there is none to name. */
const withoutResource = /^(logs:|xray:|sns:Publish$|sqs:ListQueues$|scheduler:ListSchedules$)/;

/** What rules of projections take beside what is published, by their name. */
const rebuilt = new Map([["SalesProjectionRule", [{ prefix: "SalesProjection-" }]]]);

/** Whether a text has the ARN of a resource in it that does not go on to the alias `live`. */
export const namesWithoutLive = (text: string, { arn }: Declared) =>
  text
    .split(arn)
    .slice(1)
    .some((rest) => !/^(:live)(?![\w-])/.test(rest) && !/^[\w-]/.test(rest));

export const rules: Record<string, Rule> = {
  "logs end": ({ all, functions, machines }) => {
    const groups = all("aws:cloudwatch/logGroup:LogGroup");
    const ending = groups.filter(({ values }) => Number(values.retentionInDays) > 0);
    const ends = (group: unknown) => ending.some(({ values }) => values.name === group);
    return [
      ...each(groups, ({ values }) => !(Number(values.retentionInDays) > 0) && "keeps its logs for ever."),
      ...each(
        functions,
        ({ values }) =>
          !ends((values.loggingConfig as { logGroup?: string }).logGroup) && "logs where nothing ends.",
      ),
      ...each(machines, ({ values }) => {
        const logging = values.loggingConfiguration as { logDestination?: string } | undefined;
        const known = ending.some(({ arn }) => logging?.logDestination === `${arn}:*`);
        return !known && "has no logs: make it with stateMachine of infra/state-machine.ts.";
      }),
    ];
  },

  "state machines and APIs are traced": ({ machines, all }) => [
    ...each(
      machines,
      ({ values }) =>
        !(values.tracingConfiguration as { enabled?: boolean } | undefined)?.enabled && "is not traced.",
    ),
    ...each(
      all("aws:apigateway/stage:Stage"),
      ({ values }) => !values.xrayTracingEnabled && "is not traced.",
    ),
  ],

  "a queue gives up into a dead-letter queue, after five tries at least": ({ queues, deadLetterArns }) =>
    each(queues, ({ arn, redrive }) => {
      if (deadLetterArns.has(arn)) return false;
      if (!queues.some((queue) => queue.arn === redrive.deadLetterTargetArn))
        return "has no dead-letter queue: make it with queueWithDeadLetterQueue of infra/queue.ts.";
      return !(Number(redrive.maxReceiveCount) >= 5) && "gives up after fewer than 5 receives.";
    }),

  "a dead-letter queue keeps messages for 14 days": ({ queues, deadLetterArns }) =>
    each(
      queues.filter(({ arn }) => deadLetterArns.has(arn)),
      ({ values }) =>
        values.messageRetentionSeconds !== 14 * 24 * 3600 &&
        "is not made with deadLetterQueue of infra/queue.ts.",
    ),

  "a queue hides a message for six times as long as its consumer may take": ({
    queues,
    deadLetterArns,
    consumerSeconds,
  }) =>
    each(queues, ({ arn, values }) => {
      if (deadLetterArns.has(arn)) return false;
      const seconds = consumerSeconds(arn);
      if (seconds.length === 0) return "has no consumer.";
      return (
        !seconds.every((one) => Number(values.visibilityTimeoutSeconds) >= one * 6) &&
        `hides a message for ${values.visibilityTimeoutSeconds} s, and its consumer may take ${seconds} s.`
      );
    }),

  "functions behind queues report the messages that failed, and are not too many at once": ({ mappings }) =>
    each(mappings, ({ values }) => {
      if (!list(values.functionResponseTypes as string[]).includes("ReportBatchItemFailures"))
        return "fails a whole batch for one message: set batch.partialResponses.";
      return !(mostAtOnce(values) >= 2) && "has no maximum concurrency, nor pollers of its own.";
    }),

  "functions behind streams split what fails, and give up after a while into a queue": ({
    streamMappings,
    queues,
  }) =>
    each(streamMappings, ({ values }) => {
      if (!list(values.functionResponseTypes as string[]).includes("ReportBatchItemFailures"))
        return "fails a whole batch for one record: set functionResponseTypes.";
      if (values.bisectBatchOnFunctionError !== true) return "does not split a batch that fails.";
      if (!(Number(values.maximumRetryAttempts) >= 0 && Number(values.maximumRecordAgeInSeconds) > 0))
        return "never gives up: a shard stands still until its records expire.";
      if (Number(values.tumblingWindowInSeconds) > 0 && Number(values.parallelizationFactor ?? 1) > 1)
        return "has a tumbling window and more than one batch of a shard at a time.";
      return !queues.some(({ arn }) => arn === onFailureOf(values)) && "gives up into nothing.";
    }),

  "streams are encrypted": ({ all }) =>
    each(
      all("aws:kinesis/stream:Stream"),
      ({ values }) => values.encryptionType !== "KMS" && "is not encrypted.",
    ),

  "pipes wait for an Express state machine, and give up after a while": ({ pipes, machines, queues }) =>
    each(pipes, ({ values }) => {
      const machine = machines.find(({ arn }) => arn === unqualified(values.target));
      if (machine?.values.type !== "EXPRESS") return "has a target that cannot report what failed.";
      const stream = streamOf(values);
      if (queues.some(({ arn }) => arn === values.source)) return false;
      return (
        !(stream?.deadLetterConfig && Number(stream.maximumRecordAgeInSeconds) > 0) &&
        "never gives up, or into nothing: make it with streamPipe of infra/pipe.ts."
      );
    }),

  "rules try again for a while, and then give up into a queue that takes it": ({ targets, all }) =>
    each(targets, ({ values }) => {
      const retry = values.retryPolicy as { maximumEventAgeInSeconds?: number } | undefined;
      const deadLetters = (values.deadLetterConfig as { arn?: string } | undefined)?.arn;
      if (!retry?.maximumEventAgeInSeconds || !deadLetters)
        return "has no retry policy or no dead-letter queue: make it with consumers of infra/consumers.ts.";
      const senders = (queueArn: unknown) =>
        all("aws:sqs/queuePolicy:QueuePolicy")
          .flatMap((policy) => statements(policy.values.policy))
          .filter(({ Resource }) => list(Resource).includes(String(queueArn)))
          .flatMap(({ Condition }) => list(Condition?.ArnEquals?.["aws:SourceArn"]));
      const bus = values.eventBusName === "default" ? "" : `${values.eventBusName}/`;
      const rule = `rule/${bus}${values.rule}`;
      const mayReach = (arn: unknown) => senders(arn).some((sender) => sender.endsWith(rule));
      const toQueue = String(values.arn).includes(":sqs:");
      return (
        !(mayReach(deadLetters) && (!toQueue || mayReach(values.arn))) &&
        "may not send to its queue: see Sender of infra/queue.ts."
      );
    }),

  "rules are deaf to replays, but that of the projection that is built again by them": ({ all }) => [
    ...each(all("aws:cloudwatch/eventRule:EventRule"), ({ name, values }) => {
      if (values.eventPattern === undefined) return false;
      const { "replay-name": accepted } = JSON.parse(String(values.eventPattern)) as Record<string, unknown>;
      const expected = [{ exists: false }, ...(rebuilt.get(name) ?? [])];
      return (
        JSON.stringify(accepted) !== JSON.stringify(expected) &&
        `takes part in replays by ${JSON.stringify(accepted)}: make it with createRule of infra/rule.ts.`
      );
    }),
    // There, what is replayed would look as if it had just been published.
    ...each(
      all("aws:cloudwatch/eventTarget:EventTarget"),
      ({ values }) => String(values.arn).includes(":event-bus/") && "sends to another bus.",
    ),
  ],

  "what buses keep ends": ({ all }) =>
    each(
      all("aws:cloudwatch/eventArchive:EventArchive"),
      ({ values }) => !(Number(values.retentionDays) > 0) && "keeps events for ever.",
    ),

  "subscriptions of topics give up into a queue": ({ subscriptions }) =>
    each(subscriptions, ({ values }) => !values.redrivePolicy && "has no dead-letter queue."),

  "tables can be restored, and what is temporary in them expires": ({ all, stage }) =>
    each(all("aws:dynamodb/table:Table"), ({ values }) => {
      const isOn = (feature: unknown) => (feature as { enabled?: boolean } | undefined)?.enabled === true;
      if (!isOn(values.pointInTimeRecovery) || !isOn(values.ttl))
        return "lacks point-in-time recovery or TTL.";
      return stage === "prod" && !values.deletionProtectionEnabled && "can be deleted by mistake.";
    }),

  "buckets are private, encrypted, versioned, reached by TLS alone, and keep nothing for ever": ({ all }) =>
    each(all("aws:s3/bucket:Bucket"), ({ values }) => {
      const settings = (type: string) =>
        all(`aws:s3/${type}:${type[0]?.toUpperCase()}${type.slice(1)}`).find(
          (one) => one.values.bucket === values.bucket,
        )?.values;
      const policy = statements(settings("bucketPolicy")?.policy);
      // Files of a site, which SST makes for the router to read: whatever is in there can be built again.
      if (
        policy.some(
          ({ Principal }) =>
            typeof Principal === "object" && Principal.Service === "cloudfront.amazonaws.com",
        )
      )
        return false;
      const access = settings("bucketPublicAccessBlock");
      const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
      if (!blocks.every((block) => access?.[block] === true)) return "may become public.";
      if (!settings("bucketServerSideEncryptionConfiguration")) return "does not say how it is encrypted.";
      const versioning = settings("bucketVersioning")?.versioningConfiguration as { status?: string };
      if (versioning?.status !== "Enabled") return "is not versioned.";
      const byTls = policy.some((one) => refusesWithoutTls(one) && list(one.Action).includes("s3:*"));
      if (!byTls) return "is reached without TLS.";
      return (
        !agesWell(settings("bucketLifecycleConfiguration")) &&
        "keeps something for ever: make it with privateBucket of infra/bucket.ts."
      );
    }),

  "queues, topics and tables are reached by TLS alone": ({ all, queues }) => {
    const closed = new Map(
      [
        ...all("aws:sqs/queuePolicy:QueuePolicy"),
        ...all("aws:sns/topicPolicy:TopicPolicy"),
        ...all("aws:dynamodb/resourcePolicy:ResourcePolicy"),
      ].flatMap(({ values }) =>
        statements(values.policy)
          .filter(refusesWithoutTls)
          .flatMap(({ Resource, Action }) =>
            list(Resource).map((arn) => [arn, list(Action).join()] as const),
          ),
      ),
    );
    const byTls = (resources: Declared[], actions: string, maker: string) =>
      each(
        resources,
        ({ arn }) => closed.get(arn) !== actions && `is reached without TLS: make it with ${maker}.`,
      );
    return [
      ...byTls(queues, "sqs:*", "infra/queue.ts"),
      ...byTls(all("aws:sns/topic:Topic"), "sns:Publish", "topicPolicy of infra/topic.ts"),
      ...byTls(all("aws:dynamodb/table:Table"), "dynamodb:*", "table of infra/table.ts"),
    ];
  },

  "APIs are behind a firewall where people rely on them": ({ all, stage }) => {
    const behind = new Set(
      all("aws:wafv2/webAclAssociation:WebAclAssociation").map(({ values }) => values.resourceArn),
    );
    return each(
      stage === "prod" ? all("aws:apigateway/stage:Stage") : [],
      ({ arn }) => !behind.has(arn) && "has no firewall: see behindFirewall of infra/firewall.ts.",
    );
  },

  "schedules try again for a while, and then give up into a queue": ({ schedules, queues }) =>
    each(schedules, ({ values }) => {
      const { retryPolicy, deadLetterConfig } = scheduleTargetOf(values);
      const isKept = queues.some(({ arn }) => arn === deadLetterConfig?.arn);
      return (
        !(retryPolicy?.maximumEventAgeInSeconds && isKept) &&
        "has no retry policy or no dead-letter queue: make it with infra/schedule.ts."
      );
    }),

  "roles may do what they name, to what they name": ({ roles }) =>
    each(roles, ({ statements: own }) => {
      const wide = own.filter(
        ({ Effect, Action, Resource }) =>
          Effect === "Allow" &&
          (list(Action).some((action) => action.includes("*")) ||
            (list(Resource).includes("*") && !list(Action).every((action) => withoutResource.test(action)))),
      );
      return wide.length > 0 && `may do too much: ${JSON.stringify(wide)}.`;
    }),

  "functions that nobody waits for give up into a queue": ({ asynchronous, queues }) =>
    each(
      asynchronous,
      ({ onFailure }) =>
        !queues.some(({ arn }) => arn === onFailure) &&
        "loses what it fails at: it has no on-failure destination.",
    ),

  "functions are few": ({ functions }) =>
    functions.length > 15
      ? [`there are ${functions.length} functions: is there domain logic in each of them?`]
      : [],
};
