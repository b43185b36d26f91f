import { parseArn } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import { at } from "../../core/values.ts";
import { protocolOf } from "./v2/route-of.ts";

const REST_API = "aws:apigateway/restApi:RestApi";

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html, and for HTTP APIs
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export const measureRequests = (metrics: Metrics, graph: () => ResourceGraph): Measure => {
  const partsOf = (stageArn: string) => {
    const { kind: id = "", name: Stage = "" } = parseArn(stageArn) ?? {};
    return { id, Stage };
  };
  const restDimensions = (stageArn: string): readonly Dimensions[] => {
    const { id, Stage } = partsOf(stageArn);
    const api = graph().resources.find((resource) => resource.type === REST_API && resource.id === id);
    const ApiName = String(api?.outputs.name ?? id);
    return [{ ApiName }, { ApiName, Stage }];
  };
  const httpDimensions = (stageArn: string): readonly Dimensions[] => {
    const { id: ApiId, Stage } = partsOf(stageArn);
    return [{ ApiId }, { ApiId, Stage }];
  };
  return ({ resource, durationMs = 0, output }, ended) => {
    if (!ended) return;
    // Up to the stage: what follows has ids.
    const stage = resource.slice(0, resource.indexOf("/", resource.indexOf("/") + 1));
    const isHttp = protocolOf(graph(), partsOf(stage).id) === "HTTP";
    const counters = metrics.of("AWS/ApiGateway", stage, isHttp ? httpDimensions : restDimensions);
    const status = Number(at(output, "status") ?? 500);
    counters.add("Count", 1);
    counters.add(isHttp ? "4xx" : "4XXError", status >= 400 && status < 500 ? 1 : 0);
    counters.add(isHttp ? "5xx" : "5XXError", status >= 500 ? 1 : 0);
    counters.add("Latency", durationMs, "Milliseconds");
    counters.add("IntegrationLatency", durationMs, "Milliseconds");
  };
};
