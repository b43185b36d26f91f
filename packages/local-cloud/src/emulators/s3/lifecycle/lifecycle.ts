import type { S3 } from "../s3.ts";

export const createLifecycle = (_: S3) => ({ start() {}, stop() {} });
