import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import type { Caller, Keyring } from "../../../core/cloud.ts";
import type { Exchange } from "../../../http/listen.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import { IncomingContent } from "../objects/incoming.ts";
import type { S3 } from "../s3.ts";
import type { Address } from "./address.ts";
import { readHeaders, writeHeaders } from "./headers.ts";
import { admitAnybody, holderOf } from "./identity.ts";
import { checkPolicy } from "./post-policy.ts";
import { isSame, readScope, sign } from "./signature.ts";
import { readXml, toXml } from "./xml.ts";

/** Of all fields before the file. */
const MAX_FIELD_BYTES = 20_000;
const MAX_FIELDS = 200;
/** In a field it stands for the name of the file. */
const FILENAME = /\$\{filename\}/g;

/** Whether a page's form is posted to a bucket. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export const isForm = ({ method, headers }: IncomingMessage, { bucket, key, query }: Address): boolean =>
  method === "POST" &&
  bucket !== undefined &&
  key === undefined &&
  !query.has("delete") &&
  /^multipart\/form-data/i.test(headers["content-type"] ?? "");

interface Form {
  /** By name in lower case. */
  readonly fields: Map<string, string>;
  readonly filename: string;
  /** Ends with the whole form, or breaks where that does: half a file is none. */
  readonly content: AsyncIterable<Uint8Array>;
}

const malformed = () => s3Error("MalformedPOSTRequest");
const withoutFile = () => invalidArgument("POST requires exactly one file upload per request.", "file", "0");

const parserOf = ({ headers }: IncomingMessage) => {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      isPartAFile: (name, _type, filename) => name === "file" || filename !== undefined,
      limits: {
        fieldSize: MAX_FIELD_BYTES + 1,
        fields: MAX_FIELDS,
        files: 1,
        headerPairs: 50,
        headerSize: 8192,
      },
    });
  } catch {
    throw malformed();
  }
};

async function* untilEnd(file: Readable, end: Promise<void>): AsyncGenerator<Uint8Array> {
  yield* file;
  await end;
}

/** Reads a form up to its file, which is left to be read. What follows the file does not count, as on AWS. */
const readForm = (request: IncomingMessage): Promise<Form> => {
  const parser = parserOf(request);
  const form = Promise.withResolvers<Form>();
  const end = Promise.withResolvers<void>();
  end.promise.catch(() => undefined);
  const fields = new Map<string, string>();
  let bytes = 0;
  const fail = (error: Error) => {
    request.unpipe(parser);
    form.reject(error);
    end.reject(error);
  };
  parser.on("field", (name, value) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > MAX_FIELD_BYTES) fail(s3Error("MaxPostPreDataLengthExceeded"));
    else fields.set(name.toLowerCase(), value);
  });
  parser.on("fieldsLimit", () => fail(s3Error("MaxPostPreDataLengthExceeded")));
  parser.on("file", (name, file: Readable, given = "") => {
    // Told to whoever reads the file, if anybody does.
    file.on("error", () => undefined);
    if (name !== "file") {
      file.resume();
      return fail(withoutFile());
    }
    const filename = given.slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf("\\")) + 1);
    form.resolve({ fields: new Map(fields), filename, content: untilEnd(file, end.promise) });
  });
  parser.on("finish", () => {
    form.reject(withoutFile());
    end.resolve();
  });
  parser.on("error", () => fail(malformed()));
  request.once("error", fail);
  request.pipe(parser);
  return form.promise;
};

/** Who sends the form, and how much it may send. */
const admit = (
  s3: S3,
  fields: ReadonlyMap<string, string>,
  bucket: string,
  keys: Keyring,
  isPage: boolean,
) => {
  const policy = fields.get("policy");
  if (policy === undefined) {
    admitAnybody(s3, bucket);
    return { principal: { kind: "anonymous" } as const, bounds: undefined };
  }
  const scope = readScope(fields.get("x-amz-credential") ?? "");
  const signature = fields.get("x-amz-signature");
  if (fields.get("x-amz-algorithm") !== "AWS4-HMAC-SHA256")
    throw invalidArgument(
      "Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the order of the fields.",
      "X-Amz-Algorithm",
      "",
    );
  if (!scope)
    throw invalidArgument(
      "Bucket POST must contain a field named 'X-Amz-Credential'.  If it is specified, please check the order of the fields.",
      "X-Amz-Credential",
      "",
    );
  if (signature === undefined)
    throw invalidArgument(
      "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields.",
      "X-Amz-Signature",
      "",
    );
  const holder = holderOf(scope.accessKeyId, keys, isPage);
  const secret = keys.secretOf(scope.accessKeyId);
  if (secret !== undefined && !isSame(sign(secret, scope, policy), signature))
    throw s3Error("SignatureDoesNotMatch", {
      AWSAccessKeyId: scope.accessKeyId,
      StringToSign: policy,
      SignatureProvided: signature,
    });
  const bounds = checkPolicy(policy, new Map([...fields, ["bucket", bucket]]), s3.cloud.clock.now());
  return { principal: holder.principal, source: holder.source, bounds };
};

const ofSigning =
  /^(?:x-amz-(?:algorithm|credential|date|signature|security-token)|policy|key|bucket|acl|success_action_(?:status|redirect)|redirect|tagging|file|x-ignore-.*|signature|awsaccesskeyid|submit)$/;

/** The members of `PutObject` that fields say, where they are no part of the form itself. */
const inputOf = (fields: ReadonlyMap<string, string>): Record<string, unknown> => {
  const headers = [...fields].filter(([name]) => !ofSigning.test(name));
  const input = readHeaders(
    Object.fromEntries(headers.map(([name, value]) => [name, Buffer.from(value, "utf8").toString("latin1")])),
  );
  const tagging = fields.get("tagging");
  if (tagging !== undefined) {
    const { TagSet = [] } = readXml(Buffer.from(tagging), "Tagging") as {
      TagSet?: { Key: string; Value: string }[];
    };
    input.Tagging = new URLSearchParams(
      TagSet.map(({ Key, Value }): [string, string] => [Key, Value]),
    ).toString();
  }
  return input;
};

export const answerForm = async (
  s3: S3,
  exchange: Exchange,
  address: Address,
  keys: Keyring,
  isPage: boolean,
): Promise<void> => {
  const { request, response, url } = exchange;
  const { name } = s3.buckets.get(address.bucket!);
  if (request.headers["content-length"] === undefined) throw s3Error("MissingContentLength");
  const { fields, filename, content } = await readForm(request);
  if (!fields.get("key"))
    throw invalidArgument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      "key",
      "",
    );
  for (const [field, value] of fields)
    fields.set(
      field,
      value.replaceAll(FILENAME, () => filename),
    );
  const { principal, source, bounds } = admit(s3, fields, name, keys, isPage);
  const Key = fields.get("key")!;
  const input = {
    ...inputOf(fields),
    Bucket: name,
    Key,
    Body: new IncomingContent(content, () => ({}), { isForm: true, bounds }),
  };
  const caller: Caller = { principal, source, causes: [] };
  const output = (await s3.cloud.dispatch("s3", "PutObject", input, caller)) as Record<string, unknown>;
  const { ETag, VersionId } = output;
  const Location = `${url.origin}${request.url?.split("?")[0]?.replace(/\/?$/, "/")}${encodeURIComponent(Key)}`;
  for (const [header, value] of Object.entries(writeHeaders({ ETag, VersionId, Location })))
    response.setHeader(header, value);
  const redirect = URL.parse(fields.get("success_action_redirect") ?? fields.get("redirect") ?? "");
  if (redirect) {
    for (const [parameter, value] of Object.entries({ bucket: name, key: Key, etag: String(ETag) }))
      redirect.searchParams.append(parameter, value);
    response.writeHead(303, { location: redirect.href }).end();
    return;
  }
  const status = fields.get("success_action_status");
  if (status === "201") {
    response.writeHead(201, { "content-type": "application/xml" });
    response.end(toXml("PostResponse", { Location, Bucket: name, Key, ETag }, ""));
  } else response.writeHead(status === "200" ? 200 : 204).end();
};
