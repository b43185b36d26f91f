import { parseArn } from "../../core/arn.ts";
import type { Hop } from "../../core/journal.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import { at } from "../../core/values.ts";
import { protocolOf } from "./v2/route-of.ts";

const REST_API = "aws:apigateway/restApi:RestApi";

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html, and for HTTP APIs
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html, for WebSocket APIs
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
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
  const ofSocket = (stage: string, { action, durationMs = 0, output, error }: Hop) => {
    const counters = metrics.of("AWS/ApiGateway", stage, httpDimensions);
    const status = Number(at(output, "status") ?? 200);
    if (action === "Connect") counters.add("ConnectCount", 1);
    if (action === "Message" || action === "PostToConnection") counters.add("MessageCount", 1);
    if (action === "GetConnection" || action === "DeleteConnection" || action === "PostToConnection") return;
    const isRefused = status >= 400 && status < 500;
    counters.add("ClientError", isRefused ? 1 : 0);
    counters.add("ExecutionError", error !== undefined && !isRefused ? 1 : 0);
    counters.add("IntegrationLatency", durationMs, "Milliseconds");
  };
  return (hop, ended) => {
    const { resource, durationMs = 0, output } = hop;
    if (!ended) return;
    // Up to the stage: what follows has ids.
    const stage = resource.slice(0, resource.indexOf("/", resource.indexOf("/") + 1));
    const protocol = protocolOf(graph(), partsOf(stage).id);
    if (protocol === "WEBSOCKET") return ofSocket(stage, hop);
    const isHttp = protocol === "HTTP";
    const counters = metrics.of("AWS/ApiGateway", stage, isHttp ? httpDimensions : restDimensions);
    const status = Number(at(output, "status") ?? 500);
    counters.add("Count", 1);
    counters.add(isHttp ? "4xx" : "4XXError", status >= 400 && status < 500 ? 1 : 0);
    counters.add(isHttp ? "5xx" : "5XXError", status >= 500 ? 1 : 0);
    counters.add("Latency", durationMs, "Milliseconds");
    counters.add("IntegrationLatency", durationMs, "Milliseconds");
  };
};
