import { open } from "node:inspector";
import { join, relative, resolve } from "node:path";
import { parseArgs, stripVTControlCharacters, styleText } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { RunningCloud } from "./boot/create-cloud.ts";
import type { ConfigEdit } from "./boot/follow-edits.ts";
import { type LocalCloud, startLocalCloud } from "./boot/local-cloud.ts";
import { commandList } from "./commands/table.ts";
import { afterStartSource, createLocator } from "./console/map/locate.ts";
import { readMap } from "./console/map/model.ts";
import { readAppSettings } from "./core/app-manifest.ts";
import type { ResourceGraph } from "./core/resource-graph.ts";
import { defaultRates, parseRates, seededFaults } from "./core/seeded-faults.ts";
import { checkedStage } from "./core/stage.ts";
import { parseLocation } from "./emulators/cloudfront/locations.ts";
import { createPatientCompaction } from "./process/heap-compaction.ts";
import { lastResort } from "./process/last-resort.ts";
import { environmentWith, shellEnvironment } from "./process/link-environment.ts";
import { spawnOwn } from "./process/own-children.ts";
import { ownCommand } from "./process/own-command.ts";
import { ownNodeFirst } from "./process/own-node.ts";
import { ownVersion } from "./process/own-version.ts";
import { stateFolderOf } from "./state/state.ts";
import { acceptedLine } from "./terminal/accepted.ts";
import { showAlarms } from "./terminal/alarms.ts";
import { databaseLines } from "./terminal/databases.ts";
import { missingServers } from "./terminal/dev-servers.ts";
import { editLines } from "./terminal/edits.ts";
import { otherProviderLines } from "./terminal/other-providers.ts";
import { outputLines } from "./terminal/output-lines.ts";
import { showProgress } from "./terminal/progress.ts";

const COMPACT_HEAP_EVERY_MS = 3_000;

const help = `Usage: ${ownCommand} [options]
       ${ownCommand} <command> --help

Boots everything the sst.config.ts of an SST v4 app declares on this machine: no AWS account, no Docker, no network.
Prints where the page, the AWS endpoint and the console answer; Ctrl-C ends it all. Edits of the config, of what it
imports and of functions are applied while it runs, and what the cloud holds stays.

  --config <folder>      folder with the sst.config.ts to boot (default: this one)
  --stage <name>         stage the config is evaluated for (default: local)
  --secret <Name>=<value>
                         value of an sst.Secret for this start; can be repeated ("${ownCommand} secret --help" keeps some)
  --fresh-state          start empty: what the last run left in the local folder (tables, messages, executions, users,
                         files and the rest) is thrown away; see "${ownCommand} state --help" for copies with a name
  --no-state             start empty and keep nothing; what the last run left stays for the next one
  --fresh                evaluate the config even when nothing changed since the last run
  --local-folder <folder>
                         where bundles, logs and mailbox go (default: .local beside the config)
  --port <port>          the page (default: 3000; 0 takes any free port)
  --aws-port <port>      the AWS endpoint (default: 4566)
  --console-port <port>  the console (default: 4567)
  --allow-origin <origin>
                         also answer pages of this origin, such as a development server's; can be repeated
  --location <place>     where the viewers of a distribution are, as CloudFront tells its functions: latitude,longitude
                         or a city
  --seed <number>        duplicate, delay and reorder deliveries, kill functions and throttle streams, the same way for the
                         same number
  --faults <rates>       how often, as in duplicate=0.2,delay=0.3,maxDelayMs=200,reorder=0.1,fail=0,throttle=0.1; what is not
                         named does not happen. throttle is of the records put into a Kinesis stream
  --otlp <url>           also send every trace to an OTLP/HTTP receiver, such as Jaeger's at http://localhost:4318
  --inspect              stop at breakpoints in handlers (port 9229)
  --verbose              print every event, retry and log line too, and all outputs
  --version              print the version
  --help                 this text

More for package.json of the app, under "localCloud": afterStart (a command that fills tables), events (a module with
event contracts for the console), comparison (a file of figures to show beside the bill), standIns (modules that answer
for third parties).

Commands, beside start, which is what happens without one:
${commandList()}`;

const fail = (message: string, code = 1): never => {
  console.error(message);
  process.exit(code);
};
/** What was asked for makes no sense. */
const misused = (message: string): never => fail(message, 2);

/** A secret has the name of its component. */
const secrets = (given: readonly string[] = []) =>
  Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([A-Za-z][A-Za-z0-9]*)=([\s\S]*)$/.exec(text) ?? [];
      return name !== undefined && value !== undefined
        ? [name, value]
        : misused(`--secret takes Name=value, not "${text.split("=")[0]}".`);
    }),
  ) as Record<string, string>;

/** Of `--secret`, one that nothing asks for is most likely mistyped. */
const warnOfUnknownSecrets = ({ components }: ResourceGraph, given: Readonly<Record<string, string>>) => {
  const known = components.filter(({ type }) => type === "sst:sst:Secret").map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    warn(
      `--secret ${unknown.join(", ")}: the config has no such secret. ${known.length > 0 ? `It has: ${known.join(", ")}.` : "It has none."}`,
    );
};

const integer = (name: string, text: string, max = 65535) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max)
    misused(`--${name} takes a whole number from 0 to ${max}, not "${text}".`);
  return value;
};

/** Where it listens; 0 is any free port, and any other is for one alone. */
const chosenPorts = () => {
  const options = ["port", "aws-port", "console-port"] as const;
  const ports = options.map((name) => integer(name, args[name]));
  for (const [second, port] of ports.entries()) {
    const first = ports.indexOf(port);
    if (port !== 0 && first < second)
      misused(
        `--${options[first]} and --${options[second]} are both ${port}: each listens at a port of its own.`,
      );
  }
  const [web = 0, aws = 0, console = 0] = ports;
  return { web, aws, console };
};

const chosenFaults = () => {
  try {
    return seededFaults(
      integer("seed", args.seed ?? "1", 2 ** 32 - 1),
      args.faults === undefined ? defaultRates : parseRates(args.faults),
    );
  } catch (error) {
    return misused((error as Error).message);
  }
};

const origins = (given: readonly string[] = []) =>
  given.map((text) => {
    const url = URL.parse(text);
    if (url && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, "")) return url.origin;
    return misused(`--allow-origin takes an origin such as http://localhost:5173, not "${text}".`);
  });

const stage = (given: string | undefined) => {
  try {
    return checkedStage(given);
  } catch (error) {
    return misused(`--stage: ${(error as Error).message}`);
  }
};

const place = (text: string | undefined) => {
  try {
    return text === undefined ? undefined : parseLocation(text);
  } catch (error) {
    return misused(`--location: ${(error as Error).message}`);
  }
};

/** Where spans go; OpenTelemetry's packages are loaded by who asks for them. */
const receiver = (text: string) => {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol)
    ? text
    : misused(
        `--otlp takes the address of an OTLP/HTTP receiver such as http://localhost:4318, not "${text}".`,
      );
};

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        config: { type: "string" },
        stage: { type: "string" },
        secret: { type: "string", multiple: true },
        fresh: { type: "boolean", default: false },
        "fresh-state": { type: "boolean", default: false },
        "no-state": { type: "boolean", default: false },
        "local-folder": { type: "string" },
        port: { type: "string", default: "3000" },
        "aws-port": { type: "string", default: "4566" },
        "console-port": { type: "string", default: "4567" },
        "allow-origin": { type: "string", multiple: true },
        location: { type: "string" },
        seed: { type: "string" },
        faults: { type: "string" },
        otlp: { type: "string" },
        inspect: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        version: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    return misused(`${(error as Error).message}\n\n${help}`);
  }
};

// V8 would let the heap grow to three times of what lives before it collects; a laptop has better use for the memory.
setFlagsFromString("--heap-growing-percent=40");
// Lambda runs in UTC, and functions here share this process's time zone.
process.env.TZ = "UTC";
const started = performance.now();
const args = readArguments();
if (args.help || args.version) {
  console.log(args.help ? help : ownVersion());
  process.exit(0);
}
const root = resolve(args.config ?? process.cwd());
if (args.otlp !== undefined) receiver(args.otlp);

// `localCloud.afterStart` in the app's package.json: a command that fills the tables, run with the cloud's addresses.
const runAfterStart = async (cloud: RunningCloud) => {
  const { afterStart: command } = readAppSettings(root);
  if (!command) return;
  const credentials = cloud.issueCredentials({
    principal: { kind: "root" },
    causes: () => [],
    source: afterStartSource,
  });
  const child = spawnOwn(command, [], {
    cwd: root,
    shell: true,
    stdio: ["ignore", args.verbose ? "inherit" : "ignore", "inherit"],
    env: ownNodeFirst(environmentWith(shellEnvironment(cloud, { credentials }))),
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  if (code !== 0 && !ending)
    cloud.warn(`"${command}" (localCloud.afterStart in package.json) ended with exit code ${code}.`);
};

if (args.inspect) open(9229, "127.0.0.1");
let running: LocalCloud | undefined;
let filling: Promise<void> | undefined;
let stopTraces: (() => Promise<void>) | undefined;
let ending = false;
const end = async (code: number) => {
  if (ending) return;
  ending = true;
  await Promise.all([running?.stop(), stopTraces?.()]);
  process.exit(code);
};
process.once("SIGINT", () => end(0));
process.once("SIGTERM", () => end(0));
process.once("SIGHUP", () => end(0));
// The process that started this one as a part of its own, as `test` does, is gone, whatever ended it.
process.once("disconnect", () => end(0));
lastResort(process, {
  started: () => running !== undefined,
  say: (message) => console.error(styleText("red", message, { stream: process.stderr })),
  end: () => void end(1),
});

const warn = (message: string) => console.error(styleText("yellow", message, { stream: process.stderr }));

/** Also begins what the first start does last. */
const showEdit = (edit: ConfigEdit) => {
  for (const line of editLines(edit)) console.log(line);
  if (edit.kind !== "applied" || !running) return;
  void running.sitesReady().catch((error: Error) => ending || warn(error.message));
  void running.warmUp();
};

const givenSecrets = secrets(args.secret);
const localFolder = resolve(args["local-folder"] ?? join(root, ".local"));

try {
  running = await startLocalCloud({
    root,
    state: args["no-state"]
      ? undefined
      : { folder: stateFolderOf(localFolder, stage(args.stage)), fresh: args["fresh-state"] },
    stage: stage(args.stage),
    secrets: givenSecrets,
    fresh: args.fresh,
    localFolder,
    ports: chosenPorts(),
    faults: args.seed === undefined && args.faults === undefined ? undefined : chosenFaults(),
    inspect: args.inspect,
    allowOrigins: origins(args["allow-origin"]),
    location: place(args.location),
    onAddresses: (cloud) => {
      filling = runAfterStart(cloud);
    },
    onProgress: (message) => console.log(message),
    onWarning: warn,
    // Who started this one as a part of its own wants the app as it was then.
    onEdit: process.send ? undefined : showEdit,
  });
  if (ending) await running.stop();
  const { cloud, journal } = running;
  const { nodes } = readMap(running.graph, cloud.services);
  if (args.otlp !== undefined) {
    const { exportTraces } = await import("./otlp/export-traces.ts");
    const locator = createLocator(running.graph, nodes, (id) => journal.hop(id), cloud.services);
    stopTraces = exportTraces({
      journal,
      locator,
      services: cloud.services,
      url: args.otlp,
      warn: cloud.warn,
    });
  }
  warnOfUnknownSecrets(running.graph, givenSecrets);
  await Promise.all([
    filling,
    running.sitesReady().catch((error: Error) => ending || cloud.warn(error.message)),
  ]);
  // Last, since threads and a page's bundler at the same time take more memory than anything after them.
  void running.warmUp();
  const { outputs, cached, graph } = running;
  showProgress(journal, {
    print: console.log,
    traceLink: (id) => `${outputs.consoleUrl}/#/trace/${id}`,
    nameOf: (arn) => nodes.find(arn)?.name,
    verbose: args.verbose,
    columns: () => process.stdout.columns,
  });
  showAlarms(running.journal, {
    print: console.log,
    link: (alarm) => `${outputs.consoleUrl}/#/alarms/${encodeURIComponent(alarm)}`,
  });
  const accepted = acceptedLine(graph, cloud.services);
  if (accepted) console.log(styleText("dim", accepted));
  for (const line of otherProviderLines(graph)) console.log(styleText("dim", line));
  for (const { name, message } of graph.devCommands ?? [])
    if (message !== undefined)
      console.log(styleText("dim", `${name}: ${stripVTControlCharacters(message).replaceAll(/\s+/g, " ")}`));
  for (const line of await missingServers(graph)) cloud.warn(line);
  for (const line of databaseLines(graph)) console.log(line);
  for (const [name, url] of Object.entries(running.sites))
    if (url !== outputs.webUrl) console.log(`${name}: ${styleText("bold", url)}`);
  if (running.takenUp)
    console.log(`Goes on from the last run (${running.takenUp}); --fresh-state starts empty.`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${styleText("green", `Ready in ${seconds} s`)}${cached ? " (graph from the last run)" : ""}: ${styleText("bold", outputs.webUrl)}  AWS endpoint ${outputs.awsEndpoint}  console ${styleText("bold", outputs.consoleUrl)}`,
  );
  process.send?.({ ready: outputs });
  setInterval(createPatientCompaction(1 / 60), COMPACT_HEAP_EVERY_MS).unref();
  const shown = [outputs.webUrl, outputs.awsEndpoint, outputs.consoleUrl];
  const file = relative(process.cwd(), join(running.cloud.localFolder, "outputs.json"));
  for (const line of outputLines(graph, { shown, file, verbose: args.verbose }))
    console.log(styleText("dim", `  ${line}`));
} catch (error) {
  await running?.stop();
  fail(styleText("red", error instanceof Error ? error.message : String(error), { stream: process.stderr }));
}
