import { AwsError } from "../../../core/aws-error.ts";
import { s3Error } from "../errors.ts";
import type { LifecycleRule } from "../settings.ts";

const invalid = (message: string) => new AwsError("InvalidArgument", message);
const request = (message: string) => s3Error("InvalidRequest", {}, message);

/** A rule that names nothing to do, or that contradicts itself or another, is refused as AWS refuses it; ids are given to those without. */
export const checkLifecycle = (rules: readonly LifecycleRule[]): readonly LifecycleRule[] => {
  const ids = new Set<string>();
  return rules.map((rule, index) => {
    const { ID = `rule-${index + 1}`, Expiration, Transitions = [], NoncurrentVersionExpiration } = rule;
    const { NoncurrentVersionTransitions = [], AbortIncompleteMultipartUpload, Filter, Prefix } = rule;
    if (ids.has(ID)) throw invalid("Rule ID must be unique. Found same ID for more than one rule");
    ids.add(ID);
    if (Filter !== undefined && Prefix !== undefined) throw s3Error("MalformedXML");
    if (Filter?.And && (Filter.Prefix !== undefined || Filter.Tag)) throw s3Error("MalformedXML");
    const isEmpty =
      !Expiration &&
      Transitions.length === 0 &&
      !NoncurrentVersionExpiration &&
      NoncurrentVersionTransitions.length === 0 &&
      !AbortIncompleteMultipartUpload;
    if (isEmpty) throw request("At least one action needs to be specified in a rule");
    if (Expiration) {
      const given = [Expiration.Days, Expiration.Date, Expiration.ExpiredObjectDeleteMarker].filter(
        (one) => one !== undefined,
      );
      if (given.length !== 1) throw s3Error("MalformedXML");
      if (Expiration.Date && Expiration.Date.getTime() % 86_400_000 !== 0)
        throw invalid("'Date' must be at midnight GMT");
    }
    for (const { Days, StorageClass } of Transitions) {
      if (
        (StorageClass === "STANDARD_IA" || StorageClass === "ONEZONE_IA") &&
        Days !== undefined &&
        Days < 30
      )
        throw invalid(
          `'Days' in Transition action must be greater than or equal to 30 for storageClass '${StorageClass}'`,
        );
      if (Days !== undefined && Expiration?.Days !== undefined && Expiration.Days <= Days)
        throw invalid(
          "'Days' in the Expiration action for filter must be greater than 'Days' in the Transition action",
        );
    }
    if (AbortIncompleteMultipartUpload && (Filter?.Tag || Filter?.And?.Tags))
      throw request("AbortIncompleteMultipartUpload cannot be specified with Tags.");
    return { ...rule, ID };
  });
};
