import { z } from "zod";
import { invalidArgument } from "../errors.ts";
import * as inputs from "../inputs.ts";
import type { S3 } from "../s3.ts";
import type { ObjectVersion } from "../store/model.ts";
import { encoderOf, ownerOf } from "./list.ts";
import { commonPrefix, lowerBound } from "./pages.ts";

const MOST = 1000;
const listVersions = z.strictObject({
  ...inputs.bucket,
  Prefix: z.string().default(""),
  Delimiter: z.string().default(""),
  EncodingType: z.enum(["url"]).optional(),
  KeyMarker: z.string().default(""),
  VersionIdMarker: inputs.text,
  MaxKeys: z.coerce.number().int().min(0).default(MOST),
  OptionalObjectAttributes: z.unknown().optional(),
});

interface Row {
  readonly group?: string;
  readonly version?: ObjectVersion;
  readonly isLatest?: boolean;
}

export const listVersionsOperations = (s3: S3) => ({
  ListObjectVersions(input: unknown) {
    const sent = inputs.parse(listVersions, input);
    const { objects, name } = s3.buckets.get(sent.Bucket);
    const { Prefix, Delimiter, KeyMarker, VersionIdMarker } = sent;
    if (VersionIdMarker !== undefined && KeyMarker === "")
      throw invalidArgument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        VersionIdMarker,
      );
    const most = Math.min(sent.MaxKeys, MOST);
    const keys = objects.keys();

    const rows = function* (): Generator<Row> {
      let last: string | undefined;
      for (let at = lowerBound(keys, KeyMarker > Prefix ? KeyMarker : Prefix); at < keys.length; at++) {
        const key = keys[at]!;
        if (!key.startsWith(Prefix)) return;
        const group = commonPrefix(key, { prefix: Prefix, delimiter: Delimiter });
        if (group !== undefined) {
          if (group !== last && group !== KeyMarker) yield { group };
          last = group;
          continue;
        }
        const versions = objects.of(key);
        if (key === KeyMarker && VersionIdMarker === undefined) continue;
        const from =
          key === KeyMarker ? versions.findIndex(({ versionId }) => versionId === VersionIdMarker) + 1 : 0;
        for (const [index, version] of versions.entries())
          if (index >= from) yield { version, isLatest: index === 0 };
      }
    };

    const page: Row[] = [];
    let isTruncated = false;
    for (const row of rows()) {
      if (page.length >= most) {
        isTruncated = most > 0;
        break;
      }
      page.push(row);
    }
    const encode = encoderOf(sent.EncodingType);
    const last = page.at(-1);
    const shown = (version: ObjectVersion, isLatest = false) => ({
      Key: encode(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: new Date(version.modified),
      Owner: ownerOf(s3),
    });
    const found = page.flatMap(({ version, isLatest }) => (version ? [{ version, isLatest }] : []));
    return {
      Name: name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker,
      MaxKeys: most,
      Delimiter: Delimiter === "" ? undefined : encode(Delimiter),
      EncodingType: sent.EncodingType,
      IsTruncated: isTruncated,
      NextKeyMarker: isTruncated ? encode(last?.group ?? last?.version?.key ?? "") : undefined,
      NextVersionIdMarker: isTruncated ? last?.version?.versionId : undefined,
      Versions: found
        .filter(({ version }) => !version.isDeleteMarker)
        .map(({ version, isLatest }) => ({
          ...shown(version, isLatest),
          ETag: `"${version.etag}"`,
          ChecksumAlgorithm: version.checksum && [version.checksum.algorithm],
          ChecksumType: version.checksum?.type,
          Size: version.size,
          StorageClass: version.StorageClass as "STANDARD",
        })),
      DeleteMarkers: found
        .filter(({ version }) => version.isDeleteMarker)
        .map(({ version, isLatest }) => shown(version, isLatest)),
      CommonPrefixes: page.flatMap(({ group }) => (group === undefined ? [] : [{ Prefix: encode(group) }])),
    };
  },
});
