import type { Hop } from "../../core/journal.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";

/** Of `…:apis/<id>`. */
const apiDimensions = (arn: string): readonly Dimensions[] => [{ EventAPIId: arn.split("/")[1] ?? arn }];
/** Of `…:apis/<id>/channelNamespace/<name>`. */
const namespaceDimensions = (arn: string): readonly Dimensions[] => {
  const [, EventAPIId = "", , ChannelNamespaceName = ""] = arn.split("/");
  return [{ EventAPIId, ChannelNamespaceName }];
};

const ofClient = /^(BadRequest|Unauthorized|Forbidden|Duplicated|MaxSubscriptions|Unknown|NotFound)/;
const outcome = ({ error }: Hop) =>
  error === undefined ? "Success" : ofClient.test(error.code) ? "ClientError" : "ServerError";

/** https://docs.aws.amazon.com/appsync/latest/eventapi/cw-metrics.html */
export const measureEventApis =
  (metrics: Metrics): Measure =>
  (hop, ended) => {
    const { action, resource, durationMs = 0 } = hop;
    if (!ended || resource === "*") return;
    const [api = "", ...rest] = resource.split("/channelNamespace/");
    const ofNamespace = () =>
      metrics.of(
        "AWS/AppSync",
        `${api}/channelNamespace/${rest[0]?.split("/")[0] ?? ""}`,
        namespaceDimensions,
      );
    switch (action) {
      case "Connect":
        return metrics.of("AWS/AppSync", api, apiDimensions).add(`Connect${outcome(hop)}`, 1);
      case "Subscribe":
        return ofNamespace().add(`Subscribe${outcome(hop)}`, 1);
      case "Publish": {
        const counters = metrics.of("AWS/AppSync", api, apiDimensions);
        const result = outcome(hop);
        ofNamespace().add(`PublishDataMessage${result}`, 1);
        counters.add("Requests", 1);
        counters.add("4XXError", result === "ClientError" ? 1 : 0);
        counters.add("5XXError", result === "ServerError" ? 1 : 0);
        counters.add("Latency", durationMs, "Milliseconds");
      }
    }
  };
