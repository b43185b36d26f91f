import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import { at } from "../../core/values.ts";

const API = "aws:apigateway/restApi:RestApi";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export const measureRequests = (metrics: Metrics, graph: () => ResourceGraph): Measure => {
  const dimensionsOf = (stageArn: string): readonly Dimensions[] => {
    const [id = "", Stage = ""] = (stageArn.split(":").at(-1) ?? "").split("/");
    const api = graph().resources.find((resource) => resource.type === API && resource.id === id);
    const ApiName = String(api?.outputs.name ?? id);
    return [{ ApiName }, { ApiName, Stage }];
  };
  return ({ resource, durationMs = 0, output }, ended) => {
    if (!ended) return;
    // Up to the stage: what follows has ids.
    const stage = resource.slice(0, resource.indexOf("/", resource.indexOf("/") + 1));
    const counters = metrics.of("AWS/ApiGateway", stage, dimensionsOf);
    const status = Number(at(output, "status") ?? 500);
    counters.add("Count", 1);
    counters.add("4XXError", status >= 400 && status < 500 ? 1 : 0);
    counters.add("5XXError", status >= 500 ? 1 : 0);
    counters.add("Latency", durationMs, "Milliseconds");
    counters.add("IntegrationLatency", durationMs, "Milliseconds");
  };
};
