const runtime = "only functions in Node.js run here";
const database = "no such database runs here; with `dev` a link points at one on this machine";
const container = "its container has no `dev.command` that could run in its place";
const redis = "no Redis runs here: it would have to listen at `localhost:6379`";
const framework =
  "not tried: it installs a framework; development servers of frameworks run here, as components tell";
const vendor = "needs an account of somebody else";

const reasons: readonly (readonly [reason: string, names: string])[] = [
  [
    runtime,
    "dart-api fastapi go-api-gateway-v2 go-lambda-bucket-presigned-url go-lambda-dynamo lambda-golang",
  ],
  [
    runtime,
    "lambda-rust-multiple-binaries python python-container python-huggingface rust-api swift workflow-python",
  ],
  [
    database,
    "aurora-local aurora-mysql aurora-postgres drizzle drizzle-migrations mysql mysql-local open-search",
  ],
  [
    database,
    "open-search-local postgres postgres-local postgres-shared-parameter-group prisma prisma-lambda",
  ],
  [database, "rds-instance-mysql-public t3 vector zero"],
  [redis, "astro-redis bun-redis deno-redis express-redis"],
  [redis, "hono-redis lambda-vpc nestjs-redis nextjs-redis"],
  [redis, "redis redis-local remix-redis solid-container"],
  [redis, "solid-container-ws svelte-redis"],
  ["Aurora DSQL is not emulated", "dsql dsql-drizzle dsql-multiregion dsql-vpc"],
  [
    container,
    "cluster-autoscaling cluster-internal cluster-spot cluster-vpclink efs-surrealdb service-discovery",
  ],
  [container, "rails rust-cluster rust-loco service-transform-container shared-alb shared-alb-static"],
  ["a service that is its `dev.command` has no load balancer, as in `sst dev`", "load-balancer-waf"],
  ["Bun and Deno are not installed with the local cloud", "bun bun-elysia deno"],
  [vendor, "cloudflare-combined lambda-ai-stream planetscale-drizzle-mysql planetscale-drizzle-postgres"],
  [vendor, "supabase-drizzle"],
  [
    "its package `better-sqlite3` opens files without Node's `fs`, and finds no mounted file system",
    "efs-sqlite",
  ],
  ["GraphQL APIs are not emulated; AppSync Events are", "app-sync"],
  ["IoT (MQTT) is not emulated", "realtime realtime-nextjs"],
  ["indexes with several attributes as partition or sort key are not emulated", "dynamo-composite-keys"],
  ["identity pools and triggers of user pools are not emulated", "cognito"],
  ["machines (`aws.ec2.Instance`) do not run here", "ec2-pulumi"],
  ["its build downloads a browser or a tool from elsewhere than npm", "ffmpeg flutter-web puppeteer"],
  ["the published version of its package `jsx-email` lacks its own files", "jsx-email"],
  [
    framework,
    "analog angular astro astro-container astro-stream monorepo nestjs-container nextjs nextjs-add-behavior",
  ],
  [
    framework,
    "nextjs-basic-auth nextjs-container nextjs-stream nuxt nuxt-container nuxt-stream react-router remix solid",
  ],
  [
    framework,
    "remix-container remix-stream svelte-container svelte-kit svelte-kit-remote-functions tanstack-start",
  ],
  ["a page for people who sign in, not gone through by a program", "auth-nextjs auth-react"],
];

/** Why the others of SST's examples are not checked, by the name of their folder. */
export const gaps: Readonly<Record<string, string>> = Object.fromEntries(
  reasons.flatMap(([reason, names]) => names.split(" ").map((name) => [`aws-${name}`, reason])),
);
