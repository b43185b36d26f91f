import { AwsError } from "../../core/aws-error.ts";

/** Tags of machines and activities, by ARN. */
export interface Tags {
  of(arn: string): ReadonlyMap<string, string>;
  /** Throws TooManyTags and ValidationException. */
  put(arn: string, tags: readonly { readonly key?: string; readonly value?: string }[]): void;
  remove(arn: string, keys: readonly string[]): void;
  forget(arn: string): void;
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
const MOST = 50;
const isTag = (key: string, value: string) =>
  key.length >= 1 && key.length <= 128 && value.length <= 256 && !/^aws:/i.test(key);

export const createTags = (): Tags => {
  const tagged = new Map<string, Map<string, string>>();
  return {
    of: (arn) => tagged.get(arn) ?? new Map(),
    put(arn, tags) {
      const all = new Map(tagged.get(arn));
      for (const { key = "", value = "" } of tags) {
        if (!isTag(key, value))
          throw new AwsError(
            "ValidationException",
            `A tag has a key of 1 to 128 characters that does not begin with aws:, and a value of at most 256: '${key}'`,
          );
        all.set(key, value);
      }
      if (all.size > MOST)
        throw new AwsError(
          "TooManyTags",
          `A resource has at most ${MOST} tags, and '${arn}' would have ${all.size}.`,
          {
            fields: { resourceName: arn },
          },
        );
      tagged.set(arn, all);
    },
    remove(arn, keys) {
      for (const key of keys) tagged.get(arn)?.delete(key);
    },
    forget: (arn) => void tagged.delete(arn),
  };
};
