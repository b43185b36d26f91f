/** `PlaceOrder` of `…:/aws/lambda/sourdough-prod-PlaceOrderFunction-abcdefgh`: Lambda's own lines do not name it. */
const perFunction = "parse @log /-(?<fn>\\w+?)(?:Function)?-[a-z]+$/";
const reports = 'filter type = "platform.report"';

/**
 * What people ask of logs, by name. CloudWatch Logs Insights shows them under Queries; docs/operations.md has how to run
 * them. Fields are those of Powertools' lines and of Lambda's own.
 */
const queries: Readonly<Record<string, readonly [about: string, ...commands: string[]]>> = {
  errors: [
    "# Which function fails, how often, since when.",
    'filter level = "ERROR"',
    perFunction,
    "stats count(*) as failed, earliest(@timestamp) as first, latest(@timestamp) as last, latest(message) as lastly by fn, error.name",
    "sort failed desc",
  ],
  failures: [
    "# What failed, one by one, with the order that it was about.",
    'filter level in ["WARN", "ERROR"]',
    "fields @timestamp, service, message, correlationId, error.name, error.message, receiveCount",
    "sort @timestamp desc",
    "limit 100",
  ],
  retries: [
    "# What was tried more than once.",
    "filter receiveCount > 1",
    "stats max(receiveCount) as tries, latest(message) as lastly, latest(correlationId) as about by service, messageId",
    "sort tries desc",
    "limit 100",
  ],
  journeys: [
    "# One line for each order: how many functions it went through, from when to when.",
    "filter ispresent(correlationId)",
    "stats count(*) as lines, count_distinct(service) as functions, earliest(@timestamp) as began, latest(@timestamp) as ended by correlationId",
    "sort began desc",
    "limit 100",
  ],
  story: [
    "# What functions say of orders, in order of time; of one, by a filter on its correlationId in front.",
    "filter ispresent(correlationId)",
    "fields @timestamp, service, level, message, correlationId",
    "sort @timestamp asc",
  ],
  slow: [
    "# How long functions take.",
    reports,
    perFunction,
    "stats count(*) as invocations, pct(record.metrics.durationMs, 50) as p50, pct(record.metrics.durationMs, 99) as p99, max(record.metrics.durationMs) as most by fn",
    "sort p99 desc",
  ],
  "cold-starts": [
    "# How often an environment began, and how long that took.",
    "filter ispresent(record.metrics.initDurationMs)",
    perFunction,
    "stats count(*) as starts, avg(record.metrics.initDurationMs) as mean, max(record.metrics.initDurationMs) as most by fn",
    "sort starts desc",
  ],
  memory: [
    "# How much of its memory a function uses.",
    reports,
    perFunction,
    "stats max(record.metrics.maxMemoryUsedMB) as used, max(record.metrics.memorySizeMB) as size, max(record.metrics.maxMemoryUsedMB) * 100 / max(record.metrics.memorySizeMB) as percent by fn",
    "sort percent desc",
  ],
  unfinished: [
    "# Invocations that threw, ran out of time or out of memory.",
    `${reports} and record.status != "success"`,
    perFunction,
    "stats count(*) as invocations, latest(@timestamp) as last, latest(record.requestId) as requestId by fn, record.status",
    "sort invocations desc",
  ],
  traffic: [
    "# How many invocations there were, and when.",
    reports,
    perFunction,
    "stats count(*) as invocations by bin(5m) as since, fn",
    "sort since desc, invocations desc",
  ],
  volume: [
    "# Which logs cost the most.",
    perFunction,
    "stats sum(strlen(@message)) as characters, count(*) as lines by fn",
    "sort characters desc",
  ],
};

const logGroups: $util.Input<string>[] = [];

/** The function's log is among those that the saved queries are for. */
export const askedOf = ({ nodes }: sst.aws.Function) =>
  logGroups.push(nodes.function.loggingConfig.logGroup.apply((name) => name!));

/**
 * `sourdough-<stage>/<name>`, on shared stages `sourdough-<stage>/<slice>/<name>`: each query, for the logs of what is
 * deployed together, since no slice knows what the log groups of another are called. They cost nothing until somebody
 * runs one.
 */
export const saveQueries = (slice: string | undefined) => {
  if (logGroups.length === 0) return;
  for (const [name, [about, ...commands]] of Object.entries(queries))
    new aws.cloudwatch.QueryDefinition(`${name}-query`, {
      name: [`sourdough-${$app.stage}`, slice, name].filter(Boolean).join("/"),
      logGroupNames: logGroups,
      queryString: [about, commands.join("\n| ")].join("\n"),
    });
};
