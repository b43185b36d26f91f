import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as streams from "@aws-sdk/client-dynamodb-streams";
import * as events from "@aws-sdk/client-eventbridge";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as lambda from "@aws-sdk/client-lambda";
import * as pipes from "@aws-sdk/client-pipes";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as ses from "@aws-sdk/client-sesv2";
import * as states from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { type HttpAttack, sendHttp, summaryOf } from "./http.ts";
import { type KnownValues, type Operation, operationsOf } from "./shapes.ts";
import { broken, hostileText, toText } from "./values.ts";

interface Api {
  readonly module: object;
  /** In the scope of the signature. */
  readonly scope: string;
  /** Before the operation's name in `X-Amz-Target`. */
  readonly target?: string;
  readonly query?: boolean;
  readonly weight: number;
}

const apis: readonly Api[] = [
  { module: sqs, scope: "sqs", target: "AmazonSQS", query: true, weight: 6 },
  { module: sns, scope: "sns", query: true, weight: 5 },
  { module: dynamodb, scope: "dynamodb", target: "DynamoDB_20120810", weight: 5 },
  { module: streams, scope: "dynamodb", target: "DynamoDBStreams_20120810", weight: 1 },
  { module: kinesis, scope: "kinesis", target: "Kinesis_20131202", weight: 2 },
  { module: events, scope: "events", target: "AWSEvents", weight: 3 },
  { module: states, scope: "states", target: "AWSStepFunctions", weight: 4 },
  { module: cognito, scope: "cognito-idp", target: "AWSCognitoIdentityProviderService", weight: 4 },
  { module: lambda, scope: "lambda", weight: 2 },
  { module: pipes, scope: "pipes", weight: 1 },
  { module: scheduler, scope: "scheduler", weight: 2 },
  { module: ses, scope: "ses", weight: 1 },
  { module: secrets, scope: "secretsmanager", target: "secretsmanager", weight: 1 },
  { module: ssm, scope: "ssm", target: "AmazonSSM", weight: 1 },
];

// Whoever calls is root: what such a call changes or sends is what it asked for, so it gets things of its own.
const onlyReads =
  /^(Get|List|Describe|Query|Scan|BatchGet|TransactGet|Test|Validate|AdminGet|AdminList|SignUp|InitiateAuth|RespondTo|ConfirmSignUp|ForgotPassword)/;

const ownNames = ["fuzz-1", "fuzz-2", "fuzz-3.fifo"];

/** What the calls that change something are about: things that only the attack knows. */
const ownValues = (known: KnownValues, endpoint: string): KnownValues => ({
  ...Object.fromEntries(
    Object.entries(known).map(([member, values]) => [
      member,
      values.slice(0, 1).flatMap((value) => ownNames.map((name) => value.replace(/[^/:]+$/, name))),
    ]),
  ),
  // Users are kept apart by their own names.
  userpoolid: known.userpoolid ?? [],
  clientid: known.clientid ?? [],
  username: ["fuzz@example.com", "fuzz-2@example.com"],
  queueurl: ownNames.map((name) => `${endpoint}/${known.account?.[0]}/${name}`),
  tablename: ["fuzz-1"],
  streamarn: ["table", "kinesis"].flatMap((kind) =>
    (known.streamarn ?? [])
      .filter((arn) => arn.includes(kind))
      .slice(0, 1)
      .map((arn) => arn.replace(/[^/:]+$/, ownNames[0]!)),
  ),
  shardid: known.shardid ?? [],
  shardtosplit: known.shardid ?? [],
  shardtomerge: known.shardid ?? [],
  adjacentshardtomerge: known.shardid ?? [],
  streammode: ["PROVISIONED", "ON_DEMAND"],
});

/** Whose signature it is nobody checks; the scope says which service is meant. */
export const signedFor = (scope: string) =>
  `AWS4-HMAC-SHA256 Credential=FUZZ/20260101/eu-west-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`;

const mostParts = 50;

/** Members as the query protocol flattens them. */
const flatten = (value: unknown, prefix: string, form: URLSearchParams) => {
  if (Array.isArray(value)) {
    if (value.length === 0) form.append(prefix, "");
    for (const [index, entry] of value.slice(0, mostParts).entries())
      flatten(entry, `${prefix}.member.${index + 1}`, form);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, entry] of Object.entries(value).slice(0, mostParts))
      flatten(entry, prefix ? `${prefix}.${name}` : name, form);
  } else form.append(prefix, String(value));
};

const asQuery = (operation: Operation, input: unknown) => {
  const form = new URLSearchParams({ Action: operation.name, Version: "2012-11-05" });
  flatten(input, "", form);
  return form.toString();
};

const text = (value: unknown) => (typeof value === "string" ? value : toText(value));

const asRest = (
  { http, bindings }: Operation,
  input: unknown,
): Pick<HttpAttack, "method" | "path" | "headers" | "body"> => {
  const [method, template] = http!;
  const headers: Record<string, string> = {};
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  let path = template;
  for (const [name, value] of Object.entries((input ?? {}) as Record<string, unknown>)) {
    const binding = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (binding === "label") path = path.replace(`{${name}}`, encodeURIComponent(text(value).toWellFormed()));
    else if (binding === "query") query.append(name, text(value));
    else if (binding !== undefined)
      headers[binding] = text(value)
        .replace(/[^\x20-\x7e]/g, "?")
        .slice(0, 500);
    else body[name] = value;
  }
  const search = query.size > 0 ? `?${query}` : "";
  const payload = body.Payload;
  const hasBody = method !== "GET" && method !== "DELETE";
  return { method, path: `${path}${search}`, headers, body: hasBody ? text(payload ?? body) : undefined };
};

const brokenHeaders = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "content-type": "text/plain" },
      { "content-type": "application/x-amz-cbor-1.1" },
      { "x-amz-target": "AmazonSQS" },
      { "x-amz-target": ".." },
      { "x-amz-target": "AmazonSQS.__proto__" },
      { authorization: "AWS4-HMAC-SHA256 Credential=/////" },
      { authorization: signedFor("nowhere") },
      { authorization: "" },
      { "x-amz-date": "never" },
      { "content-encoding": "gzip" },
      { origin: "http://evil.example" },
      { expect: "100-continue" },
    ),
  },
);
const brokenBodies = fc.option(
  fc.oneof(fc.constantFrom("", "{", "[]", "null", '"x"', "\u0000", "a=b&c", '{"a":1}{'), hostileText),
  { nil: undefined, freq: 15 },
);

/** Calls of every AWS API with inputs in the shape the SDK sends, more or less broken. */
export const awsAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const own = ownValues(target.known, target.awsEndpoint);
  // The real things by half, and garbage to the queues that functions read.
  const call = fc.oneof(
    ...apis.map((api) => {
      const real = operationsOf(api.module, target.known).filter(({ name }) => onlyReads.test(name));
      const changing = operationsOf(api.module, own).filter(({ name }) => !onlyReads.test(name));
      const operations = [...real, ...changing];
      const answered = operations.filter(({ name }) => target.operations[api.scope]?.includes(name));
      return {
        weight: api.weight,
        arbitrary: fc
          .oneof(
            { weight: 15, arbitrary: fc.constantFrom(...(answered.length > 0 ? answered : operations)) },
            { weight: 1, arbitrary: fc.constantFrom(...operations) },
          )
          .chain((operation) =>
            fc.record({
              api: fc.constant(api),
              operation: fc.constant(operation),
              input: broken(operation.inputs),
            }),
          ),
      };
    }),
  );
  const attack = fc.record({
    call,
    headers: brokenHeaders,
    body: brokenBodies,
    asForm: fc.boolean(),
  });

  return (seed) => {
    const { call: chosen, headers, body, asForm } = fc.sample(attack, { seed, numRuns: 1 })[0]!;
    const { api, operation, input } = chosen;
    const isForm = api.query && (asForm || !api.target);
    const wire: Pick<HttpAttack, "method" | "path" | "headers" | "body"> = isForm
      ? {
          method: "POST",
          path: "/",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: asQuery(operation, input),
        }
      : api.target
        ? {
            method: "POST",
            path: "/",
            headers: {
              "content-type": "application/x-amz-json-1.0",
              "x-amz-target": `${api.target}.${operation.name}`,
            },
            body: toText(input),
          }
        : asRest(operation, input);
    const http: HttpAttack = {
      url: target.awsEndpoint,
      ...wire,
      headers: { authorization: signedFor(api.scope), ...wire.headers, ...headers },
      body: wire.body === undefined ? undefined : (body ?? wire.body),
    };
    return {
      summary: `${api.scope} ${operation.name}: ${summaryOf(http)}`,
      send: () => sendHttp(http, surroundings),
    };
  };
};
