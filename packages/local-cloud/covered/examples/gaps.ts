/** Why the others of SST's examples are not checked: names of their folders without `aws-`, by the reason. */
const reasons: Readonly<Record<string, string>> = {
  "only functions in Node.js and Python run here":
    "dart-api go-api-gateway-v2 go-lambda-bucket-presigned-url go-lambda-dynamo lambda-golang " +
    "lambda-rust-multiple-binaries rust-api swift",
  "its Python packages come from a workspace of `uv`, which the command does not install":
    "fastapi python python-container python-huggingface workflow-python",
  "no such database runs here; with `dev` a link points at one on this machine":
    "aurora-local aurora-mysql mysql mysql-local open-search open-search-local postgres-local rds-instance-mysql-public",
  "the tables of its database are made by a command of its own": "drizzle prisma prisma-lambda t3 zero",
  "no Redis runs here: it would have to listen at `localhost:6379`":
    "astro-redis bun-redis deno-redis express-redis hono-redis lambda-vpc nestjs-redis nextjs-redis redis " +
    "redis-local remix-redis solid-container solid-container-ws svelte-redis",
  "Aurora DSQL is not emulated": "dsql dsql-drizzle dsql-multiregion dsql-vpc",
  "its container has no `dev.command` that could run in its place":
    "cluster-autoscaling cluster-internal cluster-spot cluster-vpclink efs-surrealdb service-discovery rails " +
    "rust-cluster rust-loco service-transform-container shared-alb shared-alb-static",
  "a service that is its `dev.command` has no load balancer, as in `sst dev`": "load-balancer-waf",
  "Bun and Deno are not installed with the local cloud": "bun bun-elysia deno",
  "needs an account of somebody else":
    "cloudflare-combined lambda-ai-stream planetscale-drizzle-mysql planetscale-drizzle-postgres supabase-drizzle " +
    "vector",
  "its package `better-sqlite3` opens files without Node's `fs`, and finds no mounted file system":
    "efs-sqlite",
  "its route names an issuer where SST 4.17 takes an authorizer, so that it could not be deployed either":
    "apig-auth",
  "GraphQL APIs are not emulated; AppSync Events are": "app-sync",
  "its page is built with `aws-iot-device-sdk-v2` 1.13.1, which could not be installed where this was checked":
    "realtime",
  "machines (`aws.ec2.Instance`) do not run here": "ec2-pulumi",
  "its build downloads a browser or a tool from elsewhere than npm": "ffmpeg flutter-web puppeteer",
  "the published version of its package `jsx-email` lacks its own files": "jsx-email",
  "a page for people who sign in, which no program goes through": "auth-nextjs auth-react",
  "the newest versions that its package.json admits do not start together": "react-router tanstack-start",
  "its sources do not compile with the newest types that its package.json admits": "nestjs-container",
  "not tried, for one of the same framework is checked, or its installation is large":
    "analog angular astro-stream monorepo nextjs-add-behavior nextjs-basic-auth nextjs-container nextjs-stream " +
    "nuxt-container nuxt-stream remix-container remix-stream svelte-container svelte-kit-remote-functions",
};

/** The same by the name of the folder. */
export const gaps: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(reasons).flatMap(([reason, names]) =>
    names.split(" ").map((name) => [`aws-${name}`, reason]),
  ),
);
