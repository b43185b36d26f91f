import type { IncomingMessage } from "node:http";
import type { MessagePort } from "node:worker_threads";
import type { Exchange } from "../http/listen.ts";
import type { DataKeys } from "../iam/data-keys.ts";
import type { ResourcePolicies } from "../iam/resource-policies.ts";
import type { MetricStore } from "../metrics/store.ts";
import type { Provisioned } from "../state/provisioned.ts";
import type { State } from "../state/state.ts";
import type { InputOf, OperationOf, OutputOf, Service } from "./aws-operations.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Hop, Journal, NamedHop } from "./journal.ts";
import type { Gauge } from "./metrics.ts";
import type { Resource, ResourceGraph } from "./resource-graph.ts";
import type { Account } from "./resource-type.ts";
import type { Services } from "./services.ts";
import type { StreamReaders } from "./stream-readers.ts";

/**
 * Who calls: a person or test with any credentials, a role, an AWS service acting for one of its resources, or anybody
 * at all, without a signature.
 */
export type Principal =
  | { readonly kind: "root" }
  | { readonly kind: "anonymous" }
  | { readonly kind: "role"; readonly arn: string }
  | {
      readonly kind: "service";
      /** e.g. `events.amazonaws.com` */
      readonly service: string;
      /** ARN of the rule, topic or API it acts for; resource policies test it as `aws:SourceArn`. */
      readonly sourceArn: string;
    };

/** Who calls and why; handed to each operation. */
export interface Caller {
  readonly principal: Principal;
  /** Journal ids of the hops that led to the call. */
  readonly causes: readonly number[];
  /** ARN or name shown as the hop's source; by default what `principal` says. */
  readonly source?: string;
  /** The `X-Amzn-Trace-Id` of the request, where it had one. */
  readonly traceHeader?: string;
}

/**
 * One AWS API operation: input and output in the shapes of the AWS SDK (`{ QueueUrl, MessageBody }`), failures as
 * `AwsError`. The gateway translates the wire protocols; other emulators call it in process through `Cloud.call`. Its
 * input is parsed JSON that nobody has looked at; `Operations` types the outputs of a service.
 */
export type Operation = (input: unknown, caller: Caller) => unknown;

/** What a call needs: an IAM action on a resource, `*` where AWS takes no resource. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** What conditions may look at beside what every request has, by key in lower case. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Why a virtual host is called, and as what. */
export interface HostContext {
  readonly causes: readonly number[];
  /** The URL as on AWS, where it is not the request's own: to make another request costs more than most answers. */
  readonly url?: URL;
  /** Who signed the request, where somebody did; whoever is not a function of the app is the root user. */
  readonly signer?: CredentialHolder & { readonly accessKeyId: string };
  /** Each value of headers that came several times; absent of requests that came without a socket. */
  readonly headers?: Readonly<NodeJS.Dict<string[]>>;
}

/** An HTTP surface that is not the AWS API: REST APIs, realtime endpoints, key sets, sites. */
export interface VirtualHost {
  /** Full host name on AWS, e.g. `abc123.execute-api.eu-west-1.amazonaws.com`. */
  readonly host: string;
  fetch(request: Request, context: HostContext): Promise<Response> | Response;
  /** Answers at this path of the endpoint, too: whatever is not signed for a service. */
  readonly path?: string;
  /** Answers at `/<issuer>/.well-known/...` of the endpoint, too. */
  readonly issuesTokens?: true;
  /** Whether pages of an origin that is not the app's own may call it. */
  admits?(origin: string): boolean;
  /** Takes over a WebSocket upgrade; `url` has the path and query as on AWS. */
  upgrade?(
    request: IncomingMessage,
    socket: import("node:stream").Duplex,
    head: Buffer,
    url: URL,
    signer?: HostContext["signer"],
  ): void;
}

/** What the keys that sign requests stand for. */
export interface Keyring {
  /** Who an access key belongs to; undefined for keys a person made up. */
  holderOf(accessKeyId: string): CredentialHolder | undefined;
  /** What belongs to an access key; undefined for keys a person made up. */
  secretOf(accessKeyId: string): string | undefined;
}

/** Takes over whole requests of the gateway: of a service whose bodies are larger than what the gateway holds. */
export interface Takeover {
  /** Whether a request is for it although no signature in its headers says so: by host, path or query. */
  claims(request: IncomingMessage, url: URL): boolean;
  /** Answers, whatever happens. Decides itself what pages may do. */
  handle(exchange: Exchange, keys: Keyring): Promise<void>;
}

/** What runs of one AWS service. Its resources are provisioned, dependencies first; then it starts. */
export interface Emulator {
  /** Name in the SigV4 credential scope (`sqs`, `events`, `states`, `execute-api`). */
  readonly service: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Operations that need no signature on AWS, which is what makes them callable from a page. */
  readonly unsigned?: ReadonlySet<string>;
  /** Reads and answers the requests to the service itself; without it, the gateway does as `Wire` says. */
  readonly takeover?: Takeover;
  /** What a hop keeps of a call, where that is not its input as it is, on the resource that this names first. */
  recorded?(operation: string, input: object): { readonly resource: string; readonly input: unknown };
  /** How it takes in each of its resource types that is not inert, by type token. */
  readonly provision?: Readonly<Record<string, (resource: Resource) => unknown>>;
  /** What its resources hold right now; asked once a minute. */
  gauges?(): Iterable<Gauge>;
  /** Takes up what the run before left in `state`, once everything is provisioned; `drop`s what has no place any more. */
  restore?(): void;
  /** Begins to poll and to serve. */
  start?(): Promise<void> | void;
  /** Stops everything it began: timers, workers, child processes, sockets. */
  stop?(): Promise<void> | void;
  /** Actions and resource ARNs a call needs, when they are not `<service>:<Operation>` on the ARN in the input. */
  permissions?(operation: string, input: unknown): readonly Permission[];
}

/** The journal, for hops that a service describes. */
export interface CloudJournal extends Journal {
  record(draft: NamedHop): Hop;
}

/** What a service tells the default event bus of its resources, without being asked: `aws.lambda`, `aws.s3`. */
export interface AwsEvent {
  readonly source: `aws.${string}`;
  readonly detailType: string;
  readonly resources?: readonly string[];
  readonly detail: object;
  readonly causes: readonly number[];
}

/**
 * Resources that come and go while the cloud runs; they are in the graph and on the map as those of the config are, and are
 * provisioned again with the next run.
 */
export interface MadeResources {
  /**
   * Checks properties by the schema of the type, computes what the provider would, and provisions it with the function that
   * takes it in from the config. Throws ValidationException, and whatever that function throws.
   */
  make(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    build?: Resource["build"],
  ): Promise<Resource>;
  /** Puts one into the graph that its emulator has made already, under an ARN of its own where it has one. */
  note(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    known?: { readonly arn: string },
  ): Resource;
  /** Takes one out of the graph, by its id or ARN; does nothing when it is not there. */
  forget(type: string, idOrArn: string): void;
}

/** What an emulator may use of the rest. */
export interface Cloud extends Account {
  readonly graph: ResourceGraph;
  readonly clock: Clock;
  readonly services: Services;
  readonly journal: CloudJournal;
  /** Counters for what has no hop of its own; `measures` of a service counts its hops. */
  readonly metrics: MetricStore;
  readonly faults: Faults;
  readonly resourcePolicies: ResourcePolicies;
  readonly dataKeys: DataKeys;
  /** Base URL of the gateway, `http://127.0.0.1:<port>`; known before `provision`. */
  readonly endpoint: string;
  /** A port for a thread that sends its requests to `endpoint` as messages; absent where nothing listens there. */
  readonly takeCalls?: () => MessagePort;
  /** Folder for what a person may look at: mailbox, bundles. */
  readonly localFolder: string;
  readonly made: MadeResources;
  /** What outlasts the process. */
  readonly state: State;
  readonly provisioned: Provisioned;
  readonly streamReaders: StreamReaders;
  /** Whatever runs, in the order it starts. */
  emulators(): Iterable<Emulator>;
  /** Calls an operation of an emulator in process. Checks the caller's permissions and records a hop. */
  call<S extends Service, O extends OperationOf<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
    caller: Caller,
  ): Promise<OutputOf<S, O>>;
  /** The same for who learns only at run time what is called: the gateway, integrations of REST APIs and workflows. */
  dispatch(service: string, operation: string, input: object, caller: Caller): Promise<unknown>;
  /** Throws AWS's error when the principal lacks one of the permissions; for work that calls no operation, such as polling. */
  authorize(principal: Principal, needed: readonly Permission[]): void;
  /** Whether `authorize` would let it pass; nobody is told when not. */
  allows(principal: Principal, needed: readonly Permission[]): boolean;
  /** An HTTP request; to one of the local cloud's own hosts without a socket, to any other loopback address with one. */
  fetch(request: Request, caller: Caller): Promise<Response>;
  /** Hands an event to the default bus, whoever may publish there: to nobody where EventBridge does not run. */
  publish(event: AwsEvent): void;
  onPublish(listener: (event: AwsEvent) => void): void;
  /** Makes a virtual host reachable: at its own name (Host header) and at `<endpoint>/_host/<host>/...`. */
  serve(host: VirtualHost): void;
  /** Credentials that make calls count as `principal`; `causes` is asked at each call. */
  issueCredentials(holder: CredentialHolder): Credentials;
  /** Says something a person should know (a rule that cannot deliver, a missing permission): terminal and journal. */
  warn(message: string): void;
  /** The value an emulator offers to its neighbours (`streams` by dynamodb). Throws when nobody offers it. */
  use<K extends keyof Shared>(name: K): Shared[K];
  offer<K extends keyof Shared>(name: K, value: Shared[K]): void;
}

/** Filled by declaration merging: what emulators offer each other beyond their AWS operations. */
// biome-ignore lint/suspicious/noEmptyInterface: each emulator adds its own member.
export interface Shared {}

export interface CredentialHolder {
  readonly principal: Principal;
  causes(): readonly number[];
  readonly source?: string;
  /** Called around each AWS call made with the credentials; may throw or never return to simulate a crash. */
  around?<T>(call: { service: string; operation: string }, run: () => Promise<T>): Promise<T>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}
