import { parseJson } from "../../../../core/parse-json.ts";
import { asText, valueAt } from "../../../../core/values.ts";
import { jsonPath } from "../../../../vtl/json-path.ts";
import type { Integration } from "../definition.ts";
import type { Answer } from "./answer.ts";
import type { HttpExchange } from "./exchange.ts";

/** A value of a mapping; undefined where what it names is not there. */
export type Value = (exchange: HttpExchange, answer?: Answer) => string | undefined;

// "API Gateway truncates the request body at 100 KB and then applies the selection expression":
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
const LONGEST_SELECTED = 100 * 1024;

const memberOf = (body: string, path: string): string | undefined => {
  try {
    return asText(jsonPath(`$${path}`)(parseJson(body.slice(0, LONGEST_SELECTED))));
  } catch {
    return undefined;
  }
};

const bodyText = ({ body }: Answer): string =>
  typeof body === "string" ? body : Buffer.from(body).toString();

/** Compiles `request.header.x`, `context.requestId`, `stageVariables.shop`, ...; throws for what API Gateway has not. */
const compileVariable = (variable: string): Value => {
  const [, root, place = "", rest = ""] = /^(\w+)(?:\.([\w-]+))?(.*)$/s.exec(variable) ?? [];
  const name = rest.replace(/^\./, "");
  switch (root) {
    case "context": {
      const path = variable.split(".").slice(1);
      return ({ context }) => asText(valueAt(context, path));
    }
    case "stageVariables":
      return ({ stageVariables }) => stageVariables[place];
    case "request":
      switch (place) {
        case "header":
          return ({ headers }) => headers[name.toLowerCase()];
        case "querystring":
          return ({ query }) => query[name]?.join(",");
        case "path":
          return name ? ({ pathParameters }) => pathParameters[name] : ({ path }) => path;
        case "body":
          return rest
            ? ({ body }) => memberOf(body.toString(), rest)
            : ({ body }) => (body.length > 0 ? body.toString() : undefined);
      }
      break;
    case "response":
      switch (place) {
        case "header":
          return (_, answer) => answer?.headers.get(name) ?? undefined;
        case "body":
          return (_, answer) => answer && (rest ? memberOf(bodyText(answer), rest) : bodyText(answer));
      }
  }
  throw new Error(
    `$${variable} is nothing that can be mapped: expected $request.header.<name>, $request.querystring.<name>, $request.path, $request.body, $context.<variable> or $stageVariables.<name>.`,
  );
};

const VARIABLE =
  /\$\{((?:request|response|context|stageVariables)\.[^}]+)\}|\$((?:request|response|context|stageVariables)(?:\.[\w-]+|\[[^\]]+\])+)/g;

/**
 * Compiles the right side of a mapping: text with variables in it, `$request.path.id` or `${context.requestId}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export const compileValue = (expression: string): Value => {
  const parts: (string | Value)[] = [];
  let end = 0;
  for (const found of expression.matchAll(VARIABLE)) {
    if (found.index > end) parts.push(expression.slice(end, found.index));
    parts.push(compileVariable(found[1] ?? found[2] ?? ""));
    end = found.index + found[0].length;
  }
  if (end < expression.length || parts.length === 0) parts.push(expression.slice(end));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return typeof only === "string" ? () => only : only;
  return (exchange, answer) =>
    parts.map((part) => (typeof part === "string" ? part : (part(exchange, answer) ?? ""))).join("");
};

const RESERVED =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-(for|host|proto)|via)$/i;

interface Change {
  readonly action: "append" | "overwrite" | "remove";
  readonly place: "header" | "querystring" | "path" | "statuscode";
  readonly name: string;
  readonly value: Value;
}

const compileChanges = (
  mappings: Readonly<Record<string, string>>,
  places: readonly string[],
): readonly Change[] =>
  Object.entries(mappings).map(([key, expression]) => {
    const [, action, place = "", name = ""] =
      /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.(.+))?$/.exec(key) ?? [];
    const isWhole = place === "path" || place === "statuscode";
    if (!places.includes(place) || isWhole !== (name === "") || (isWhole && action !== "overwrite"))
      throw new Error(
        `The parameter ${key} is not of the form append|overwrite|remove:header.<name>${places.includes("path") ? ", ...:querystring.<name> or overwrite:path" : " or overwrite:statuscode"}.`,
      );
    if (place === "header" && RESERVED.test(name))
      throw new Error(`The parameter ${key} changes a header that API Gateway reserves.`);
    const value = action === "remove" ? () => undefined : compileValue(expression);
    return { action, place, name: place === "header" ? name.toLowerCase() : name, value } as Change;
  });

const changeList = (
  values: Record<string, readonly string[]>,
  { action, name }: Change,
  value: string | undefined,
): void => {
  if (action === "remove") delete values[name];
  else if (value !== undefined)
    values[name] = action === "append" ? [...(values[name] ?? []), value] : [value];
};

/** Compiles what changes a request before its integration gets it. */
export const compileRequestMapping = ({
  requestParameters,
}: Integration): ((exchange: HttpExchange) => HttpExchange & { readonly newPath?: string }) => {
  const changes = compileChanges(requestParameters, ["header", "querystring", "path"]);
  if (changes.length === 0) return (exchange) => exchange;
  return (exchange) => {
    const multiValueHeaders = { ...exchange.multiValueHeaders };
    const query = { ...exchange.query };
    let newPath: string | undefined;
    for (const change of changes) {
      const value = change.value(exchange);
      if (change.place === "path") newPath = value;
      else changeList(change.place === "header" ? multiValueHeaders : query, change, value);
    }
    const headers = Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.join(", ")]),
    );
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    );
    return {
      ...exchange,
      headers,
      multiValueHeaders,
      query,
      rawQuery: search.toString(),
      rawPath: newPath ?? exchange.rawPath,
      newPath,
    };
  };
};

const statusOf = (value: string): number | undefined =>
  /^[2-5]\d\d$/.test(value) ? Number(value) : undefined;

/** Compiles what changes the answer of an integration, by its status. */
export const compileResponseMapping = ({
  responseParameters,
}: Integration): ((exchange: HttpExchange, answer: Answer) => Answer) => {
  const byStatus = new Map(
    responseParameters.map(({ statusCode, mappings }) => [
      Number(statusCode),
      compileChanges(mappings, ["header", "statuscode"]),
    ]),
  );
  return (exchange, answer) => {
    const changes = byStatus.get(answer.status);
    if (!changes) return answer;
    const headers = new Headers(answer.headers);
    let { status } = answer;
    for (const change of changes) {
      const value = change.value(exchange, answer);
      if (change.action === "remove") headers.delete(change.name);
      else if (value === undefined) continue;
      else if (change.place === "statuscode") status = statusOf(value) ?? status;
      else if (change.action === "append") headers.append(change.name, value);
      else headers.set(change.name, value);
    }
    return { ...answer, status, headers };
  };
};
