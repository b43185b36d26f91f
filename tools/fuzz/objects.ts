import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { signedFor } from "./aws.ts";
import type { HttpAttack } from "./http.ts";
import { attackerFrom } from "./requests.ts";
import { hostileText } from "./values.ts";

const subresources = [
  "versioning",
  "cors",
  "lifecycle",
  "encryption",
  "publicAccessBlock",
  "notification",
  "tagging",
  "ownershipControls",
  "policy",
  "policyStatus",
  "acl",
  "location",
  "versions",
  "uploads",
  "delete",
  "attributes",
];

const queries = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 4, arbitrary: fc.constantFrom(...subresources).map((name) => `?${name}`) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "?list-type=2",
      "?list-type=2&max-keys=-1",
      "?list-type=2&max-keys=1e9&delimiter=%2F&encoding-type=url",
      "?list-type=2&continuation-token=x",
      "?list-type=2&start-after=%00&prefix=%F0",
      "?versionId=null",
      "?versionId=x",
      "?partNumber=1",
      "?partNumber=0&uploadId=x",
      "?uploadId=x",
      "?partNumber=1&uploadId=x",
      "?uploads=&uploads=",
      "?response-content-type=a%0D%0Ab",
      "?response-cache-control=x",
      "?X-Amz-Credential=a%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0&X-Amz-Expires=-1&X-Amz-Date=never",
      "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%2F%2F%2Fs3%2Faws4_request",
      "?AWSAccessKeyId=a&Signature=b&Expires=1e99",
      "?__proto__=1",
    ),
  },
  { weight: 1, arbitrary: hostileText.map((text) => `?prefix=${encodeURIComponent(text.toWellFormed())}`) },
);

const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { range: "bytes=5-1" },
      { range: "bytes=-0" },
      { range: "bytes=0-99999999999999999999" },
      { range: "bytes=0-1,3-4" },
      { "if-match": "*" },
      { "if-none-match": "*" },
      { "if-modified-since": "never" },
      { "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT" },
      { "x-amz-copy-source": "/" },
      { "x-amz-copy-source": "fuzz-1/a?versionId=" },
      { "x-amz-copy-source": "%zz" },
      { "x-amz-copy-source": "fuzz-1/a", "x-amz-copy-source-range": "bytes=9-1" },
      { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" },
      {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-trailer": "x-amz-checksum-crc32",
      },
      { "x-amz-content-sha256": "0".repeat(64) },
      { "content-md5": "!" },
      { "x-amz-checksum-crc32": "AAAAAA==" },
      { "x-amz-checksum-algorithm": "NONE" },
      { "x-amz-tagging": "a=b&a=c&%zz" },
      { "x-amz-meta-a": "b".repeat(3000) },
      { "x-amz-storage-class": "NOWHERE" },
      { "x-amz-acl": "public-read-write" },
      { "x-amz-server-side-encryption": "aws:kms" },
      { "x-amz-expected-bucket-owner": "1" },
      { "x-amz-decoded-content-length": "-1", "content-encoding": "aws-chunked" },
      { origin: "http://evil.example" },
      { expect: "100-continue" },
    ),
  },
);

const documents = fc.oneof(
  fc.constantFrom(
    "",
    "<",
    "<a/>",
    "<Delete/>",
    "<Delete><Object/></Delete>",
    "<Delete><Object><Key>a</Key><VersionId>x</VersionId></Object><Quiet>maybe</Quiet></Delete>",
    "<Tagging><TagSet><Tag><Key>__proto__</Key><Value>x</Value></Tag></TagSet></Tagging>",
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    "<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>",
    "<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter/><Expiration><Days>-1</Days></Expiration></Rule></LifecycleConfiguration>",
    "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>X</AllowedMethod></CORSRule></CORSConfiguration>",
    "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:::</Queue><Event>s3:*</Event></QueueConfiguration></NotificationConfiguration>",
    "<CompleteMultipartUpload><Part><PartNumber>0</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>",
    '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><Tagging>&d;</Tagging>',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Delete>&b;</Delete>',
    `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`,
    "<Delete xmlns='x'><__proto__><Key>a</Key></__proto__></Delete>",
    '{"Version":"2012-10-17","Statement":[]}',
    "5;chunk-signature=0\r\nhello\r\n0\r\n\r\n",
    "ffffffff\r\n",
  ),
  hostileText,
);

const form = (fields: readonly (readonly [string, string])[]) =>
  `${fields.map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--x--\r\n`;

const forms = fc.constantFrom(
  "",
  "--x",
  "--x--",
  form([["key", "a"]]),
  form([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: S3 puts the file's name there.
    ["key", "a/${filename}"],
    ["policy", "e30="],
    ["x-amz-signature", "0"],
    ["file", "hello"],
  ]),
  form([
    ["policy", "not base64!"],
    ["x-amz-credential", "////"],
    ["file", ""],
  ]),
  form([
    ["__proto__", "x"],
    ["success_action_redirect", "javascript:alert(1)"],
    ["key", "../a"],
    ["file", "x"],
  ]),
);

/** S3: its paths, sub-resources, headers, XML and forms; what changes something is about buckets of the attack's own. */
export const objectAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const keys = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom("", "/", "/a", "/a/b", "//", "/../a", "/%2e%2e/a", "/%zz", "/a%00"),
    },
    { weight: 1, arbitrary: hostileText.map((text) => `/${encodeURIComponent(text.toWellFormed())}`) },
    { weight: 1, arbitrary: hostileText.map((text) => `/${text}`) },
  );
  const attack = fc.record({
    method: fc.constantFrom("GET", "GET", "HEAD", "PUT", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"),
    real: fc.constantFrom("", ...target.buckets),
    own: fc.constantFrom("fuzz-1", "fuzz-2", "Fuzz", "a", "..", "%zz", ""),
    keys,
    queries,
    headers,
    documents,
    form: fc.option(forms, { nil: undefined, freq: 6 }),
  });
  return attackerFrom(
    attack.map(
      ({ method, real, own, keys: key, queries: query, headers: extra, documents: document, form: sent }) => {
        const reads = method === "GET" || method === "HEAD" || method === "OPTIONS";
        const isForm = sent !== undefined && method === "POST";
        const http: HttpAttack = {
          url: target.awsEndpoint,
          method,
          path: `/${reads ? real : own}${key}${query}`,
          headers: isForm
            ? { "content-type": "multipart/form-data; boundary=x" }
            : { authorization: signedFor("s3"), ...extra },
          body: reads ? undefined : isForm ? sent : document,
        };
        return http;
      },
    ),
    surroundings,
  );
};
