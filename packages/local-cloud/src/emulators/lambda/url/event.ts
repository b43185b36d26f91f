import { randomUUID } from "node:crypto";
import { accountRoot } from "../../../core/arn.ts";
import type { Cloud, HostContext } from "../../../core/cloud.ts";
import { LOOPBACK } from "../../../http/hosts.ts";

const TEXT = /^(text\/|application\/(json|javascript|xml|.*\+json|.*\+xml|x-www-form-urlencoded))/;

/**
 * What a function gets of a request to its URL, payload format 2.0; `signer` is whom IAM let in.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const urlEvent = async (
  cloud: Cloud,
  host: string,
  request: Request,
  url: URL,
  signer: HostContext["signer"],
) => {
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== "cookie"));
  const cookies = request.headers.get("cookie")?.split("; ");
  const body = Buffer.from(await request.arrayBuffer());
  const binary = !TEXT.test(headers["content-type"] ?? "text/");
  const now = new Date(cloud.clock.now());
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    cookies,
    headers,
    queryStringParameters: url.search ? joinRepeated(url.searchParams) : undefined,
    requestContext: {
      accountId: signer ? cloud.accountId : "anonymous",
      apiId: host.split(".")[0],
      authorizer: signer && { iam: identityOf(cloud, signer) },
      domainName: host,
      domainPrefix: host.split(".")[0],
      http: {
        method: request.method,
        path: url.pathname,
        protocol: "HTTP/1.1",
        sourceIp: LOOPBACK,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    body: body.length > 0 ? body.toString(binary ? "base64" : "utf8") : undefined,
    isBase64Encoded: body.length > 0 && binary,
  };
};

const identityOf = (
  { accountId }: Cloud,
  { principal, accessKeyId }: NonNullable<HostContext["signer"]>,
) => ({
  accessKey: accessKeyId,
  accountId,
  callerId: accessKeyId,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: principal.kind === "role" ? principal.arn : accountRoot(accountId),
  userId: accessKeyId,
});

const joinRepeated = (parameters: URLSearchParams) =>
  Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(",")]),
  );
