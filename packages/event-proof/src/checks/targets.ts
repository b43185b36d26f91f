import { parseChannel, publishInput } from "sourdough-local/models";
import type * as z from "zod";
import { type Claim, type Context, issuesOf, matching, unknownFields, valueAt } from "../context.ts";
import { eventSchema, titleOf } from "../event-schema.ts";
import { suggest } from "../finding.ts";
import type { Route } from "../routes.ts";
import { findPath, namesIn } from "../schema-paths.ts";

/** Reads noted by consumer and event: what a declaration is compared with. */
export type NoteRead = (consumer: string, event: string, path: string) => void;

/** What rules make of an event is there, is JSON, and is what its receiver takes. */
export const checkTargets = (context: Context, noteRead: NoteRead): void => {
  for (const target of context.system.targets) {
    const routes = context.routes.filter((route) => route.target === target);
    const [route] = routes;
    if (!route) continue;
    checkPaths(context, route, noteRead);
    checkPlaceholders(context, route);
    checkRendered(context, route);
  }
  for (const route of context.routes) checkPipe(context, route);
};

/** The template of a pipe reads records of a queue, whose body may be JSON. */
const checkPipe = (context: Context, route: Route): void => {
  const { pipe } = route;
  if (!pipe) return;
  const claim = (what: Omit<Claim, "resource">) => context.report({ resource: pipe.resource.name, ...what });
  for (const { event, samples } of eventsOf(context, route)) {
    for (const [, path] of pipe.template.matchAll(/<(\$[^<>]*)>/g)) {
      const found = findPath(route.filtered(event), namesIn(path!), "the record");
      if ("remedy" in found)
        claim({
          ...found,
          code: "path.missing",
          problem: `Its template reads ${path}, which finds nothing.`,
        });
    }
    const broken = samples.find(({ value }) => route.pipeProblem(value) !== undefined);
    if (broken)
      claim({
        code: "template.invalid",
        problem: `What it makes of ${broken.note} is no JSON: ${route.pipeProblem(broken.value)}`,
        rule: "A pipe's template escapes nothing: a quote in a value ends the text it is in.",
        remedy:
          "Put the path outside of quotes, <$.body>, or leave out the template and let the target read the record.",
      });
  }
};

const nameOf = ({ target }: Route) => target.resource.name;

// The pattern decides what can be missing: a field a rule wants to exist is there.
const eventsOf = (context: Context, route: Route) =>
  context.contracts
    .map((event) => ({ event, samples: matching(route, event) }))
    .filter(({ samples }) => samples.length > 0);

const pathsOf = ({ target: { inputPath, inputTransformer } }: Route): Record<string, string> => ({
  ...inputTransformer?.inputPaths,
  ...(inputPath !== undefined && { inputPath }),
});

const checkPaths = (context: Context, route: Route, noteRead: NoteRead): void => {
  for (const { event, samples } of eventsOf(context, route))
    for (const [name, path] of Object.entries(pathsOf(route))) {
      const names = namesIn(path);
      const [part, ...below] = names;
      const found = findPath(eventSchema(event), names, titleOf(event));
      if (part === "detail") noteRead(route.end.consumer, titleOf(event), below.join("."));
      const claim = (what: Omit<Claim, "resource">) => context.report({ resource: nameOf(route), ...what });
      if ("remedy" in found)
        claim({ ...found, code: "path.missing", problem: `Its path ${path} (${name}) finds nothing.` });
      else if (found.optional && samples.some(isMissing(names)))
        claim({
          code: "path.optional",
          problem: `Its path ${path} (${name}) is optional in ${titleOf(event)}, and the pattern lets events without it through.`,
          rule: "EventBridge puts an empty text in place of a field that is missing.",
          remedy: `Let the pattern want it, [{ exists: true }], and a second rule take the rest.`,
        });
    }
};

const isMissing =
  (names: readonly string[]) =>
  ({ value }: { value: unknown }): boolean =>
    valueAt(value, names) === undefined;

const checkPlaceholders = (context: Context, route: Route): void => {
  const { inputTransformer } = route.target;
  if (!inputTransformer) return;
  const given = Object.keys(inputTransformer.inputPaths ?? {});
  const used = [...inputTransformer.inputTemplate.matchAll(/<([\w.\-/$@]+)>/g)].map((match) => match[1]!);
  for (const name of given)
    if (!used.includes(name))
      context.report({
        resource: nameOf(route),
        code: "template.unused",
        problem: `Its template does not use ${name}, which is among its paths.`,
        rule: "A path that is read and not used is a placeholder that was mistyped or forgotten.",
        remedy: suggest(
          name,
          used.filter((each) => !given.includes(each) && !each.startsWith("aws.")),
        ),
      });
};

const checkRendered = (context: Context, route: Route): void => {
  const broken = new Set<string>();
  const claim = (what: Omit<Claim, "resource">) => {
    if (broken.has(what.code)) return;
    broken.add(what.code);
    context.report({ resource: nameOf(route), ...what });
  };
  const check = bodyCheck(context, route);
  for (const { samples } of eventsOf(context, route))
    for (const { note, value } of samples) {
      const rendered = route.render(value);
      if ("problem" in rendered) {
        claim({
          code: "template.invalid",
          problem: `What it makes of ${note} is no JSON: ${rendered.problem} ${shorten(rendered.text)}`,
          rule: "Input transformers escape nothing: a quote in a value ends the text it is in.",
          remedy:
            "Use only fields whose schema has no quotes, backslashes and line breaks, or put the value outside of quotes.",
        });
        continue;
      }
      const problem = check?.(rendered.text);
      if (problem) claim({ ...problem, problem: `${problem.problem} That is what it makes of ${note}.` });
    }
};

const shorten = (text: string) => (text.length > 160 ? `${text.slice(0, 160)}...` : text);

type Check = (text: string) => Omit<Claim, "resource"> | undefined;

/** What the endpoint of an API destination takes; AppSync Events is the one that is known. */
const bodyCheck = (context: Context, route: Route): Check | undefined => {
  const destination = context.system.destinations.find(({ arn }) => arn === route.target.arn);
  if (!destination) return undefined;
  const { host, pathname } = new URL(destination.invocationEndpoint);
  const api = context.system.realtimeApis.find(({ dns }) => dns.HTTP === host);
  if (!api) return undefined;
  const namespaces = context.system.namespaces
    .filter(({ apiId }) => apiId === api.apiId)
    .map(({ name }) => name);
  return (text) => {
    if (pathname !== "/event")
      return {
        code: "body.endpoint",
        problem: `It posts to ${pathname} of AppSync Events.`,
        rule: "Events are published with POST /event.",
        remedy: "End the invocation endpoint in /event.",
      };
    const body = publishInput.safeParse(JSON.parse(text));
    if (!body.success)
      return {
        code: "body.invalid",
        problem: `The body ${shorten(text)} is no request to publish: ${issuesOf(body.error)}.`,
        rule: "AppSync Events takes {channel, events}, where events are at most five texts of JSON.",
        remedy: "Build exactly these fields.",
      };
    return checkMessage(context, body.data, namespaces);
  };
};

const checkMessage = (
  { channels }: Context,
  { channel, events }: z.infer<typeof publishInput>,
  namespaces: readonly string[],
): ReturnType<Check> => {
  const namespace = namespaceOf(channel);
  if (namespace === undefined)
    return {
      code: "body.channel",
      problem: `The channel ${JSON.stringify(channel)} is none.`,
      rule: "A channel has up to 5 segments of up to 50 letters, digits and hyphens within.",
      remedy: "Take segments from fields whose schema allows nothing else.",
    };
  const schema = channels[namespace];
  if (!namespaces.includes(namespace) || !schema)
    return {
      code: "body.channel",
      problem: `The channel ${channel} is in the namespace ${namespace}, which ${schema ? "no API has" : "no message is known for"}.`,
      rule: `There is ${namespaces.join(", ")}; channels of events-schema/http says what they carry.`,
      remedy: suggest(namespace, namespaces),
    };
  for (const event of events) {
    const message = parseJson(event);
    const parsed = schema.safeParse(message);
    const extra = parsed.success ? unknownFields(parsed.data, message) : [];
    if (!parsed.success || extra.length > 0)
      return {
        code: "body.message",
        problem: `The message ${shorten(event)} is not what ${channel} carries: ${parsed.success ? `${extra.join(", ")} is unknown to it` : issuesOf(parsed.error)}.`,
        rule: `Channels of ${namespace} carry what channels.${namespace} of events-schema/http says.`,
        remedy: "Build the message from the fields its schema has.",
      };
  }
  return undefined;
};

const namespaceOf = (channel: string): string | undefined => {
  try {
    return parseChannel(channel).segments[0];
  } catch {
    return undefined;
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
