import { loggingEnvironment } from "./capacity.ts";
import { metricNamespace } from "./names.ts";

/**
 * Credential providers that read profiles, call SSO or ask an instance: a function's credentials are in its
 * environment, so their code is never reached. docs/decisions/bundles.md has what they weigh.
 */
const unreachable = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** X-Ray takes no resource for these: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
const tracing = { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] };

/**
 * ARN of a layer that registers an OpenTelemetry tracer, such as AWS's own (ADOT) for Node.js in the stage's region:
 * https://aws-otel.github.io/docs/getting-started/lambda. Without one there are X-Ray's segments alone.
 */
const otelLayer = process.env.OTEL_LAYER;
/** X-Ray takes the spans; Application Signals, which has a price of its own, is for whoever wants it. */
const otelEnvironment = {
  AWS_LAMBDA_EXEC_WRAPPER: "/opt/otel-instrument",
  OTEL_AWS_APPLICATION_SIGNALS_ENABLED: "false",
};

/**
 * What every function and link of the system has in common. Links hand out names only: SST's own links also grant
 * `dynamodb:*` and the like, so here each function lists the actions it uses under `permissions`.
 */
export const applyDefaults = () => {
  $transform(sst.aws.Function, (args) => {
    args.runtime ??= "nodejs24.x";
    args.architecture ??= "arm64";
    args.memory ??= "512 MB";
    args.timeout ??= "10 seconds";
    args.logging ??= { retention: "1 month", format: "json" };
    args.nodejs = $output(args.nodejs).apply((own) => ({
      minify: true,
      sourcemap: true,
      plugins: "infra/functions.esbuild.mjs",
      ...own,
      esbuild: { keepNames: false, external: unreachable, ...own?.esbuild },
    }));
    args.environment = $output(args.environment).apply((own) => ({
      POWERTOOLS_METRICS_NAMESPACE: metricNamespace(),
      ...loggingEnvironment(),
      ...own,
    }));
    args.transform ??= {};
    args.transform.function ??= { tracingConfig: { mode: "Active" } };
    if (otelLayer) {
      args.layers = $output(args.layers).apply((own) => [...(own ?? []), otelLayer]);
      args.environment = $output(args.environment).apply((own) => ({ ...otelEnvironment, ...own }));
    }
    args.permissions = $output(args.permissions).apply((own) => [...(own ?? []), tracing]);
  });
  sst.Linkable.wrap(sst.aws.Dynamo, (table) => ({ properties: { name: table.name } }));
  sst.Linkable.wrap(sst.aws.Bucket, (bucket) => ({ properties: { name: bucket.name } }));
  sst.Linkable.wrap(sst.aws.Queue, (queue) => ({ properties: { url: queue.url } }));
  sst.Linkable.wrap(sst.aws.SnsTopic, (topic) => ({ properties: { arn: topic.arn } }));
};
