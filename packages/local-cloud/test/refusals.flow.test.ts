import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { SynthError } from "../src/synth/synth-error.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { type AppExtras, appFolder } from "./command-line.ts";

beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}), 60_000);

const synthesized = (name: string, body: string, extras?: AppExtras) =>
  synthesize({ root: appFolder(name, body, extras) });

const refusal = async (name: string, body: string, extras?: AppExtras) => {
  const error = await synthesized(name, body, extras).catch((thrown: unknown) => thrown);
  if (!(error instanceof SynthError)) throw new Error("It was not refused.", { cause: error });
  return error;
};

test("tells everything that an app asks for in vain in one list, by the names the app gave", {
  timeout: 60_000,
}, async () => {
  const { problems } = await refusal(
    "in-vain",
    `const key = new sst.Secret("ApiKey");
     const vpc = new sst.aws.Vpc("Network");
     new sst.aws.Alb("Balancer", { vpc, listeners: [{ port: 80, protocol: "http" }] });
     new sst.aws.AppSync("Graph", { schema: "schema.graphql" });
     new sst.aws.Mysql("Database", { vpc });
     new sst.aws.Service("Container", { cluster: new sst.aws.Cluster("Main", { vpc }), dev: false });
     new aws.ec2.Instance("Machine", { ami: "ami-1", instanceType: "t4g.nano" });
     const uploads = new sst.aws.Bucket("Uploads", { transform: { bucket: { objectLockEnabled: true } } });
     new aws.s3.Bucket("Raw", { acl: "public-read" });
     new aws.s3.BucketReplicationConfig("Mirror", { bucket: "elsewhere", role: "x", rules: [] });
     new aws.cloudfront.OriginAccessIdentity("Origin", {});
     new sst.aws.Nextjs("Web", { dev: false });
     new aws.cloudfront.Function("Old", { runtime: "cloudfront-js-1.0", code: "function handler(event) { return event.request; }" });
     new aws.cloudfront.ResponseHeadersPolicy("Timed", { serverTimingHeadersConfig: { enabled: true, samplingRate: 50 } });
     new aws.kinesis.FirehoseDeliveryStream("Clicks", { destination: "http_endpoint" });
     new aws.dynamodb.KinesisStreamingDestination("Changes", { tableName: "menu", streamArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/x" });
     const fn = new sst.aws.Function("Work", { handler: "src/a.handler", link: [key, uploads] });
     new aws.lambda.EventSourceMapping("Mapping", { functionName: fn.name, eventSourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/x", topics: ["x"] });
     new aws.lambda.Function("Archive", { role: "arn:aws:iam::000000000000:role/x", runtime: "nodejs24.x", handler: "a.b", s3Bucket: "x", s3Key: "y" });
     const west = new aws.Provider("West", { region: "us-west-2" });
     new sst.aws.Queue("Far", {}, { provider: west });
     new sst.aws.Function("FarToo", { handler: "src/a.handler", link: [key] }, { provider: west });
     new aws.sqs.Queue("FarAlone", { region: "us-east-1" });
     new aws.dynamodb.Table("FarTable", { region: "us-east-1", hashKey: "id", attributes: [{ name: "id", type: "S" }] });
     new aws.sqs.Queue("NearOfFarProvider", { region: "eu-west-1" }, { provider: west });
     new aws.sqs.Queue("Near", { region: "eu-west-1" });
     new aws.cloudwatch.LogGroup("FarLogs", { region: "us-east-1" });
     new aws.Provider("Same", { region: "eu-west-1" });
     new aws.Provider("Other", { assumeRoles: [{ roleArn: "arn:aws:iam::111111111111:role/x" }] });
     const given = new aws.ssm.Parameter("Given", { name: "/given", type: "String", value: "yes" });
     aws.ssm.getParameterOutput({ name: given.name });
     await aws.ssm.getParameter({ name: "/elsewhere" });
     const offering = await aws.ec2.getInstanceTypeOffering({ preferredInstanceTypes: ["t4g.nano"] });
     return { type: offering.instanceType.join() };`,
    { files: { "schema.graphql": "type Query { bread: String }" } },
  );

  const expected = [
    expect.stringMatching(/^ApiKey \(sst.Secret\): it has no value. .*secret set ApiKey <value>.* \.env/),
    expect.stringMatching(/^Balancer \(sst.aws.Alb\): no containers run here.* `loadBalancer` of its own/),
    expect.stringMatching(/^Graph \(sst.aws.AppSync\): the local cloud has no GraphQL APIs/),
    expect.stringMatching(/^Database \(sst.aws.Mysql\): the local cloud has no such database.* `dev: {/),
    expect.stringMatching(/^Container \(sst.aws.Service\): it has `dev: false`/),
    expect.stringMatching(/^Machine \(aws.ec2.Instance\): the local cloud runs no machines/),
    expect.stringMatching(/^UploadsBucket .*: objectLockEnabled: object locks are not implemented/),
    "Raw (aws:s3/bucket:Bucket): the local cloud does not implement acl.",
    expect.stringMatching(/^Mirror: the resource type aws:s3\/bucketReplicationConfig\S+ is not implemented/),
    expect.stringMatching(/^Origin \(aws.cloudfront.OriginAccessIdentity\): CloudFront is emulated only as/),
    expect.stringMatching(/^Web \(sst.aws.Nextjs\): it has `dev: false`/),
    expect.stringMatching(
      /^Old \(aws:cloudfront\/function:Function\): runtime: the local cloud runs cloudfront-js-2.0/,
    ),
    expect.stringMatching(/^Timed \(aws:cloudfront\S+\): .*Server-Timing of CloudFront is not/),
    "Clicks: the resource type aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream is not implemented by the local cloud.",
    expect.stringMatching(
      /^Changes \(aws.dynamodb.KinesisStreamingDestination\): .* read the table's own stream/,
    ),
    "Mapping (aws:lambda/eventSourceMapping:EventSourceMapping): the local cloud does not implement topics.",
    expect.stringMatching(/^Archive \(aws.lambda.Function\): .* use sst.aws.Function\.$/),
    expect.stringMatching(
      /^Far \(sst.aws.Queue\): it is in us-west-2. The local cloud has functions in several/,
    ),
    "FarAlone (aws.sqs.Queue): it is in us-east-1. The local cloud has functions in several regions, and all else in eu-west-1; on this stage, give it no region and no provider of one.",
    expect.stringMatching(/^FarTable \(aws.dynamodb.Table\): it is in us-east-1\./),
    "Other: another AWS provider, of another account; the local cloud has one account.",
    expect.stringMatching(/^aws.ssm.getParameter\(\/elsewhere\): nothing declares this parameter/),
    expect.stringMatching(/^aws.ec2.getInstanceTypeOffering\(\): the local cloud has no answer to this call/),
    expect.stringMatching(
      /^Could not be evaluated, perhaps because of the above: TypeError: .*join.*\n.*in-vain.sst.config.ts:\d+/,
    ),
  ];
  expect(problems).toEqual(expect.arrayContaining(expected));
  expect(problems).toHaveLength(expected.length);
});

test("says what runs in place of a component that cannot", async () => {
  const { problems } = await refusal("no-such", `new sst.aws.Dsql("Rows");`);
  expect(problems).toContainEqual(
    expect.stringMatching(/^Rows \(sst.aws.Dsql\): the local cloud has no Aurora DSQL.* `sst.aws.Postgres`/),
  );
});

test("refuses what would change how APIs behave, and says nothing of what follows from it", {
  timeout: 60_000,
}, async () => {
  const { problems } = await refusal(
    "variants",
    `const api = new aws.apigatewayv2.Api("Described", { protocolType: "HTTP", body: "{}" });
     new aws.apigatewayv2.Integration("Mock", { apiId: api.id, integrationType: "MOCK" });
     new aws.s3.BucketWebsiteConfiguration("Pages", { bucket: "pages", indexDocument: { suffix: "index.html" } });
     new aws.apigateway.RestApi("Inner", { endpointConfiguration: { types: "PRIVATE" } });`,
  );
  const expected = [
    "Described (aws:apigatewayv2/api:Api): the local cloud does not implement body.",
    expect.stringMatching(/^Mock .*: integrationType: MOCK integrations are not emulated: use AWS_PROXY or/),
    expect.stringMatching(/^Pages .*: indexDocument: .* only where it redirects .* use sst.aws.StaticSite/),
    expect.stringMatching(
      /^Inner .*: endpointConfiguration.types: a private API .* use REGIONAL for this stage\.$/,
    ),
  ];
  expect(problems).toEqual(expect.arrayContaining(expected));
  expect(problems).toHaveLength(expected.length);
});
