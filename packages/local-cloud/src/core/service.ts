import type { Server } from "node:net";
import type { EdgeKind, HopDetail, MapNode, NodeKind, Topic } from "../console/api.ts";
import type { EdgeSet } from "../console/map/edge-set.ts";
import type { Nodes } from "../console/map/nodes.ts";
import type { StartThread } from "../emulators/lambda/worker/worker.ts";
import type { Price, Use } from "../metering/price.ts";
import type { Cloud, Emulator } from "./cloud.ts";
import type { Hop } from "./journal.ts";
import type { Measure, Metrics } from "./metrics.ts";
import type { Resource, ResourceGraph } from "./resource-graph.ts";
import type { ResourceType } from "./resource-type.ts";
import type { Services } from "./services.ts";
import type { Wire } from "./wire.ts";

/**
 * All that the local cloud knows of one AWS service. Everything else asks for it: evaluating the config, booting, the
 * gateway, permissions, the console's map and traces, and the bill. It is loaded wherever one of them is needed, so it
 * imports tables and schemas; what runs comes with `load`.
 */
export interface ServiceDescription {
  /** Name in the SigV4 credential scope and in ARNs (`sqs`, `events`, `states`); hops have it as their `service`. */
  readonly name: string;
  /** What people call it, as in the README's list. */
  readonly title: string;
  readonly resourceTypes?: readonly ResourceType[];
  /** What there is to say of its hops by action: of AWS operations, and of all that it records itself. */
  readonly hops?: Readonly<Record<string, HopKind>>;
  /** Of every hop whose action is not among `hops`. */
  readonly otherHops?: HopKind;
  /** How the map draws its resources, by Pulumi type token. */
  readonly map?: Readonly<Record<string, DrawnType>>;
  /** Where its hops happen; by default at what `resource` names. */
  place?(hop: Hop, places: Places): MapNode | undefined;
  /** ARN of what an ARN names a part of: a stream, an execution, a channel. */
  wholeArn?(arn: string): string;
  /** The node an ARN means that is no resource's own: that of a request. */
  find?(arn: string, graph: ResourceGraph, nodes: Nodes): MapNode | undefined;
  /** The property with the role that it works with, as a path (`target.roleArn`), by the type of the resource it works for. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Second label of the hosts it serves: `execute-api` of `abc123.execute-api.eu-west-1.amazonaws.com`. */
  readonly hosts?: readonly string[];
  /** The property with a host name of the app's own that it serves, by the type of the resource. */
  readonly domains?: Readonly<Record<string, string>>;
  /** What a state machine's task that calls the service leads to. */
  readonly task?: readonly [NodeKind, EdgeKind];
  /** Actions in policies: those that a poller needs, which the map draws as polling, and those that hand something on. */
  readonly policyActions?: { readonly polling?: RegExp; readonly sending?: RegExp };
  /** The console's page that any of its hops changes. */
  readonly changes?: Topic;
  readonly prices?: readonly Price[];
  readonly wire?: Wire;
  /** Sources of what it puts on the default event bus by itself: `aws.lambda`. */
  readonly publishes?: readonly string[];
  /** In `aws-sdk:<name>:<action>` of a state machine. */
  readonly sdk?: SdkService;
  /** Counts what its hops come to, as the service's metrics in CloudWatch. */
  measures?(metrics: Metrics, graph: () => ResourceGraph): Measure;
  /** What runs; absent when the service is accepted only, or part of another. */
  load?(): Promise<(cloud: Cloud, surroundings: Surroundings) => Emulator | readonly Emulator[]>;
}

/** What an emulator may need of whoever boots it. */
export interface Surroundings {
  /** Breakpoints in handlers; invocations then have no time limit. */
  readonly inspect?: boolean;
  /** Whether a function is bundled again when its sources change; default true. */
  readonly watch?: boolean;
  /** Takes bundles of functions that are there as they are, whatever their sources are by now. */
  readonly asBundled?: boolean;
  /** Another folder of bundles, from which those that are current are taken instead of built. */
  readonly bundlesFrom?: string | undefined;
  /** How an execution environment of a Node.js function starts; by default as a thread. */
  readonly startThread?: StartThread;
  /** Threads of one function, and of all of them together, at most; by default as many as this machine can take. */
  readonly workersPerFunction?: number;
  readonly workers?: number;
  /** Servers that listen at the symbolic ports of the graph, by the port that each has become. */
  readonly servers?: ReadonlyMap<number, Server>;
  /** Whether users are confirmed at sign-up, as if they had entered the code; default false. */
  readonly confirmSignUps?: boolean | undefined;
}

/** Payloads of a hop, read only where they are asked for: those of old hops are packed. */
export type Payloads = Pick<Hop, "input" | "output">;

export type TestEvent = NonNullable<HopDetail["testEvent"]>;

/** How hops of one kind are shown, placed and billed. */
export interface HopKind {
  /** Takes no time, and so never ends. */
  readonly momentary?: true;
  /** Happens within a node: nothing came there by it. */
  readonly inside?: true;
  /** Does not count at its node, since another hop of the same event does. */
  readonly uncounted?: true;
  /** Of a request from outside: it changes nothing. */
  readonly reads?: true;
  /** Comes from outside. */
  readonly fromClient?: true;
  /** Goes outside, from where it happened. */
  readonly toClient?: true;
  /** Counts, and is billed, when it begins. */
  readonly counted?: "begun";
  /** Stands in a trace below the hop of this action on the same resource, whatever caused it. */
  readonly under?: string;
  /** The console's page that it changes. */
  readonly changes?: Topic;
  /** Where it came from; by default from its source or its cause. Nowhere, when undefined. */
  from?(hop: Hop, places: Places): MapNode | undefined;
  /** One line about what went through. */
  note?(hop: Hop, payloads: Payloads): string | undefined;
  title?(hop: Hop): string;
  /** The part of the input worth showing; by default all of it. */
  shown?(input: unknown): unknown;
  /** What its input was before it was transformed. */
  before?(payloads: Payloads): unknown;
  /** Whether what it handed to the next hop was made from its input: by a template, mapping or expression. */
  transforms?(next: Hop): boolean;
  /** What to send to make the same happen again; `masked` hides personal fields. */
  testEvent?(hop: Hop, input: unknown, masked: (value: unknown) => unknown): TestEvent | undefined;
  /** What it adds to the bill; `resourceOf` finds what the graph declares by ARN. */
  billed?(hop: Hop, payloads: Payloads, resourceOf: (arn: string) => Resource | undefined): readonly Use[];
  /** What it would add with a function in its place. */
  withFunction?(hop: Hop, uses: readonly Use[], causeOf: (hop: Hop) => Hop | undefined): readonly Use[];
  /** What it calls would need a function of its own, where there is none. */
  callsWithoutFunction?(hop: Hop, next: Hop): boolean;
}

/** What the map offers to whoever places a hop. */
export interface Places {
  /** By any name, ARN or URL. */
  find(reference: string): MapNode | undefined;
  ofKind(kind: NodeKind): readonly MapNode[];
  nodeOf(hop: Hop): MapNode | undefined;
  /** Where its source is, or else its cause. */
  sourceOf(hop: Hop): MapNode | undefined;
  hopOf(id: number): Hop | undefined;
}

/** What the map offers to whoever draws a resource. */
export interface Drawing {
  readonly graph: ResourceGraph;
  readonly nodes: Nodes;
  readonly edges: EdgeSet;
  readonly services: Services;
}

/** How the map draws resources of one type. */
export interface DrawnType {
  /** The node it is; none for what belongs to another resource. */
  readonly node?: NodeKind | ((resource: Resource) => NodeKind | undefined);
  /** By default the name in the config. */
  label?(resource: Resource, graph: ResourceGraph): string;
  /** Whether its name means something only within another resource, so that nothing is found by it. */
  readonly local?: true;
  /** Whether clients come to it. */
  readonly visited?: true;
  /** Further names for it, beside ARN, name, id and URL. */
  names?(resource: Resource): readonly unknown[];
  /** What is worth knowing at a glance; what is undefined or empty is left out. */
  facts?(inputs: Record<string, unknown>, resource: Resource): Record<string, unknown>;
  /** Draws the ways of messages and calls that it declares. */
  edges?(resource: Resource, drawing: Drawing): void;
}

/** How Step Functions calls the service through the AWS SDK for Java 2. */
export interface SdkService {
  readonly name: string;
  /** Prefix of its errors. */
  readonly prefix: string;
  /** Members that are text or bytes in the API and may be given as JSON. */
  readonly text?: readonly string[];
  /** Of these, those that are bytes on the wire. */
  readonly bytes?: readonly string[];
  /** The API writes its members in camelCase; Step Functions writes all in PascalCase. */
  readonly camelCase?: boolean;
}
