import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Resource } from "sst";

const s3 = new S3Client();

/** Keeps a text under the path, and answers with what is there. */
export const album = async ({ rawPath }: { rawPath: string }) => {
  const { name: Bucket } = (Resource as unknown as { Pictures: { name: string } }).Pictures;
  const Key = rawPath.slice(1);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: `picture of ${Key}` }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
};
export const look = async () => {};
export const print = async () => {};
