import { AwsError } from "../../core/aws-error.ts";
import { texts } from "../../state/shapes.ts";
import type { State } from "../../state/state.ts";

/** Tags of machines and activities, by ARN. */
export interface Tags {
  of(arn: string): ReadonlyMap<string, string>;
  /** Throws TooManyTags and ValidationException. */
  put(arn: string, tags: readonly { readonly key?: string; readonly value?: string }[]): void;
  remove(arn: string, keys: readonly string[]): void;
  forget(arn: string): void;
  /** What has tags. */
  arns(): string[];
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
const MOST = 50;
const isTag = (key: string, value: string) =>
  key.length >= 1 && key.length <= 128 && value.length <= 256 && !/^aws:/i.test(key);

export const createTags = (state: State): Tags => {
  const kept = state.records("states/tags", texts, (tags: Map<string, string>) => Object.fromEntries(tags));
  const tagged = new Map([...kept.read()].map(([arn, tags]) => [arn, new Map(Object.entries(tags))]));
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
      kept.put(arn, all);
    },
    remove(arn, keys) {
      const all = tagged.get(arn);
      if (!all) return;
      for (const key of keys) all.delete(key);
      kept.put(arn, all);
    },
    forget(arn) {
      tagged.delete(arn);
      kept.delete(arn);
    },
    arns: () => [...tagged.keys()],
  };
};
