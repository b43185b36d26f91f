import { parseChannel } from "@sourdough/local-cloud/src/emulators/appsync/channel.ts";
import * as z from "zod";
import { eventShape, titleOf } from "../event-shape.ts";
import { suggest } from "../finding.ts";
import { nobody, type Problem } from "../jsonata/scope.ts";
import { type Claim, issuesOf, matching, type Proof, unknownFields } from "../proof.ts";
import type { Route } from "../routes.ts";
import { members, type Shape } from "../shape.ts";
import { readPath } from "../template-shape.ts";
import { mapText } from "../text-shape.ts";

/** Reads noted by consumer and event: what a declaration is compared with. */
export type NoteRead = (consumer: string, event: string, path: string) => void;

/** What rules make of an event is there, is JSON, and is what its receiver takes. */
export const checkTargets = (proof: Proof, noteRead: NoteRead): void => {
  for (const target of proof.system.targets) {
    const routes = proof.routes.filter((route) => route.target === target);
    const [route] = routes;
    if (!route) continue;
    checkPaths(proof, route, noteRead);
    checkPlaceholders(proof, route);
    checkRendered(proof, route);
  }
  for (const route of proof.routes) checkPipe(proof, route);
};

/** The template of a pipe reads records of a queue, whose body may be JSON. */
const checkPipe = (proof: Proof, route: Route): void => {
  const { pipe } = route;
  if (!pipe) return;
  const claim = (what: Omit<Claim, "resource">) => proof.report({ resource: pipe.resource.name, ...what });
  for (const { event, samples } of eventsOf(proof, route)) {
    for (const [, path] of pipe.template.matchAll(/<(\$[^<>]*)>/g))
      readPath(mapText(route.filtered(event)), path!, {
        ...nobody,
        report: (problem) =>
          claim({
            ...problem,
            problem: `Its template reads ${path}, which finds nothing. ${problem.problem}`,
          }),
      });
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
const eventsOf = (proof: Proof, route: Route) =>
  proof.contracts
    .map((event) => ({ event, samples: matching(route, event) }))
    .filter(({ samples }) => samples.length > 0);

const pathsOf = ({ target: { inputPath, inputTransformer } }: Route): Record<string, string> => ({
  ...inputTransformer?.inputPaths,
  ...(inputPath !== undefined && { inputPath }),
});

const checkPaths = (proof: Proof, route: Route, noteRead: NoteRead): void => {
  for (const { event, samples } of eventsOf(proof, route))
    for (const [name, path] of Object.entries(pathsOf(route))) {
      const problems: Problem[] = [];
      const observer = {
        ...nobody,
        report: (problem: Problem) => problems.push(problem),
        read: (title: string, read: string) => noteRead(route.end.consumer, title, read),
      };
      const found: Shape = readPath(eventShape(event), path, observer);
      const claim = (what: Omit<Claim, "resource">) => proof.report({ resource: nameOf(route), ...what });
      const [problem] = problems;
      if (problem)
        claim({ ...problem, problem: `Its path ${path} (${name}) finds nothing. ${problem.problem}` });
      else if (members(found).some(({ kind }) => kind === "nothing") && samples.some(isMissing(path)))
        claim({
          code: "path.optional",
          problem: `Its path ${path} (${name}) is optional in ${titleOf(event)}, and the pattern lets events without it through.`,
          rule: "EventBridge puts an empty text in place of a field that is missing.",
          remedy: `Let the pattern want it, [{ exists: true }], and a second rule take the rest.`,
        });
    }
};

const isMissing =
  (path: string) =>
  ({ value }: { value: unknown }): boolean =>
    path
      .replace(/^\$\.?/, "")
      .split(".")
      .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value) ===
    undefined;

const checkPlaceholders = (proof: Proof, route: Route): void => {
  const { inputTransformer } = route.target;
  if (!inputTransformer) return;
  const given = Object.keys(inputTransformer.inputPaths ?? {});
  const used = [...inputTransformer.inputTemplate.matchAll(/<([\w.\-/$@]+)>/g)].map((match) => match[1]!);
  for (const name of given)
    if (!used.includes(name))
      proof.report({
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

const checkRendered = (proof: Proof, route: Route): void => {
  const broken = new Set<string>();
  const claim = (what: Omit<Claim, "resource">) => {
    if (broken.has(what.code)) return;
    broken.add(what.code);
    proof.report({ resource: nameOf(route), ...what });
  };
  const check = bodyCheck(proof, route);
  for (const { samples } of eventsOf(proof, route))
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

const Publish = z.strictObject({
  channel: z.string(),
  events: z.array(z.string()).min(1).max(5),
});

/** What the endpoint of an API destination takes; AppSync Events is the one that is known. */
const bodyCheck = (proof: Proof, route: Route): Check | undefined => {
  const destination = proof.system.destinations.find(({ arn }) => arn === route.target.arn);
  if (!destination) return undefined;
  const { host, pathname } = new URL(destination.invocationEndpoint);
  const api = proof.system.realtimeApis.find(({ dns }) => dns.HTTP === host);
  if (!api) return undefined;
  const namespaces = proof.system.namespaces
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
    const body = Publish.safeParse(JSON.parse(text));
    if (!body.success)
      return {
        code: "body.invalid",
        problem: `The body ${shorten(text)} is no request to publish: ${issuesOf(body.error)}.`,
        rule: "AppSync Events takes {channel, events}, where events are at most five texts of JSON.",
        remedy: "Build exactly these fields.",
      };
    return checkMessage(proof, body.data, namespaces);
  };
};

const checkMessage = (
  { channels }: Proof,
  { channel, events }: z.infer<typeof Publish>,
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
