import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import type { ConsumerStore } from "./consumers.ts";
import { invalid } from "./errors.ts";
import * as inputs from "./inputs.ts";
import type { StreamStore } from "./stream-store.ts";
import { addTags, listTags, removeTags } from "./tags.ts";

const PAGE = 50;

/** Tags and policies of streams and of their consumers. */
export const resourceOperations = (
  { accountId, resourcePolicies }: Pick<Cloud, "accountId" | "resourcePolicies">,
  store: StreamStore,
  consumers: ConsumerStore,
): KinesisOperations => {
  /** The stream or consumer with an ARN; throws what AWS says when there is none. */
  const resourceOf = (arn: string) => {
    if (!arn.includes("/consumer/")) {
      const stream = store.find({ StreamARN: arn });
      return { tags: stream.tags, what: `stream ${stream.name}`, keep: () => stream.keep() };
    }
    const consumer = consumers.find({ ConsumerARN: arn });
    return {
      tags: consumer.tags,
      what: `consumer ${consumer.name}`,
      keep: () => consumers.tagged(consumer),
    };
  };

  return {
    AddTagsToStream(raw) {
      const { Tags, ...reference } = parseRequest(inputs.addTags, raw);
      const stream = store.find(reference);
      addTags(stream.tags, Tags, `stream ${stream.name}`, accountId);
      stream.keep();
      return {};
    },
    RemoveTagsFromStream(raw) {
      const { TagKeys, ...reference } = parseRequest(inputs.removeTags, raw);
      const stream = store.find(reference);
      removeTags(stream.tags, TagKeys);
      stream.keep();
      return {};
    },
    ListTagsForStream(raw) {
      const { ExclusiveStartTagKey = "", Limit = PAGE, ...reference } = parseRequest(inputs.listTags, raw);
      const rest = listTags(store.find(reference).tags).filter(({ Key }) => Key > ExclusiveStartTagKey);
      return { Tags: rest.slice(0, Limit), HasMoreTags: rest.length > Limit };
    },
    TagResource(raw) {
      const { ResourceARN, Tags } = parseRequest(inputs.tagResource, raw);
      const { tags, what, keep } = resourceOf(ResourceARN);
      addTags(tags, Tags, what, accountId);
      keep();
      return {};
    },
    UntagResource(raw) {
      const { ResourceARN, TagKeys } = parseRequest(inputs.untagResource, raw);
      const { tags, keep } = resourceOf(ResourceARN);
      removeTags(tags, TagKeys);
      keep();
      return {};
    },
    ListTagsForResource(raw) {
      return { Tags: listTags(resourceOf(parseRequest(inputs.resource, raw).ResourceARN).tags) };
    },

    PutResourcePolicy(raw) {
      const { ResourceARN, Policy } = parseRequest(inputs.putPolicy, raw);
      resourceOf(ResourceARN);
      try {
        resourcePolicies.attach(ResourceARN, Policy);
      } catch (error) {
        if (error instanceof AwsError) throw invalid(error.message);
        throw error;
      }
      return {};
    },
    GetResourcePolicy(raw) {
      const { ResourceARN } = parseRequest(inputs.resource, raw);
      resourceOf(ResourceARN);
      return { Policy: JSON.stringify(resourcePolicies.policyOf(ResourceARN) ?? {}) };
    },
    DeleteResourcePolicy(raw) {
      const { ResourceARN } = parseRequest(inputs.resource, raw);
      resourceOf(ResourceARN);
      resourcePolicies.attach(ResourceARN, undefined);
      return {};
    },
  };
};
