import { z } from "zod";
import type { Caller } from "../../../core/cloud.ts";
import { invalidArgument, s3Error } from "../errors.ts";
import * as inputs from "../inputs.ts";
import { ownerOf } from "../objects/list.ts";
import type { S3 } from "../s3.ts";
import { ownershipRule, tagSet } from "../settings.ts";

const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();
const createBucket = z.strictObject({
  ...inputs.bucket,
  ACL: inputs.text,
  ObjectOwnership: ownershipRule.shape.ObjectOwnership.optional(),
  CreateBucketConfiguration: z
    .strictObject({ LocationConstraint: inputs.text, Tags: tags })
    .or(z.literal("").transform(() => ({ LocationConstraint: undefined, Tags: undefined })))
    .optional(),
});
const listBuckets = z.strictObject({
  ...inputs.ignored,
  MaxBuckets: z.coerce.number().int().min(1).max(10_000).default(10_000),
  ContinuationToken: inputs.text,
  Prefix: z.string().default(""),
  BucketRegion: inputs.text,
});
const aBucket = z.strictObject(inputs.bucket);

export const BUCKET = "aws:s3/bucket:Bucket";

export const bucketOperations = (s3: S3) => {
  const { buckets, cloud } = s3;
  return {
    CreateBucket(input: unknown, _caller: Caller) {
      const sent = inputs.parse(createBucket, input);
      const { LocationConstraint, Tags } = sent.CreateBucketConfiguration ?? {};
      if (LocationConstraint !== undefined && LocationConstraint !== cloud.region)
        throw s3Error(
          "InvalidArgument",
          {},
          `The local cloud has one region, ${cloud.region}; a bucket cannot be in ${LocationConstraint}.`,
        );
      const bucket = buckets.create(sent.Bucket, true);
      if (sent.ObjectOwnership) bucket.settings.ownership = [{ ObjectOwnership: sent.ObjectOwnership }];
      if (Tags) bucket.settings.tags = inputs.parseDocument(tagSet, Tags);
      s3.keptSettings.note(bucket);
      cloud.made.note(BUCKET, bucket.name, { bucket: bucket.name });
      return { Location: `/${bucket.name}`, BucketArn: bucket.arn };
    },
    HeadBucket(input: unknown) {
      const bucket = buckets.get(inputs.parse(aBucket, input).Bucket);
      return { BucketRegion: cloud.region, AccessPointAlias: false, BucketArn: bucket.arn };
    },
    DeleteBucket(input: unknown) {
      const bucket = buckets.get(inputs.parse(aBucket, input).Bucket);
      if (bucket.objects.size > 0) throw s3Error("BucketNotEmpty", { BucketName: bucket.name });
      buckets.delete(bucket);
      s3.keptSettings.delete(bucket);
      cloud.made.forget(BUCKET, bucket.name);
      cloud.resourcePolicies.attach(bucket.arn, undefined);
      return {};
    },
    ListBuckets(input: unknown) {
      const { MaxBuckets, ContinuationToken, Prefix, BucketRegion } = inputs.parse(listBuckets, input);
      if (BucketRegion !== undefined && BucketRegion !== cloud.region)
        throw invalidArgument(
          `Argument value ${BucketRegion} is not a valid AWS Region`,
          "bucket-region",
          BucketRegion,
        );
      const after =
        ContinuationToken === undefined ? "" : Buffer.from(ContinuationToken, "base64").toString();
      const rest = buckets.all().filter(({ name }) => name.startsWith(Prefix) && name > after);
      const page = rest.slice(0, MaxBuckets);
      return {
        Buckets: page.map(({ name, created, arn }) => ({
          Name: name,
          CreationDate: new Date(created),
          BucketRegion: cloud.region,
          BucketArn: arn,
        })),
        Owner: ownerOf(s3),
        ContinuationToken:
          rest.length > page.length ? Buffer.from(page.at(-1)!.name).toString("base64") : undefined,
        Prefix: Prefix || undefined,
      };
    },
    GetBucketLocation(input: unknown) {
      buckets.get(inputs.parse(aBucket, input).Bucket);
      // The oldest region has no name here: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
      return { LocationConstraint: cloud.region === "us-east-1" ? undefined : (cloud.region as "eu-west-1") };
    },
  };
};
