import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";

const website = z.object({ websiteEndpoint: z.string(), redirectsTo: z.url() });

/**
 * Answers at the address of a website that redirects all requests, with path and query.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html#redirect-endpoint-host
 */
export const serveWebsite =
  (cloud: Pick<Cloud, "serve">) =>
  ({ outputs }: Resource): void => {
    const { websiteEndpoint: host, redirectsTo } = website.parse(outputs);
    cloud.serve({
      host,
      fetch(request, { url = new URL(request.url) }) {
        if (request.method !== "GET" && request.method !== "HEAD")
          return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
        const location = `${redirectsTo.replace(/\/$/, "")}${url.pathname}${url.search}`;
        return new Response(null, { status: 301, headers: { location } });
      },
    });
  };
