import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Resource } from "sst";

const s3 = new S3Client({});
const { name: Bucket } = (Resource as unknown as { Photos: { name: string } }).Photos;

/** URLs to put an object and to get the latest one, and a form. */
export const handler = async ({ rawPath }: { rawPath: string }) => {
  if (rawPath === "/form")
    return createPresignedPost(s3, {
      Bucket,
      Key: "queue/form.txt",
      Conditions: [["content-length-range", 1, 100]],
    });
  if (rawPath !== "/latest")
    return getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "function/photo.txt" }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const { Key } = Contents.toSorted((a, b) => Number(b.LastModified) - Number(a.LastModified))[0]!;
  return {
    statusCode: 302,
    headers: { location: await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key })) },
  };
};
