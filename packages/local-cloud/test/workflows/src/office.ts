import { Resource } from "sst";
import { workflow } from "sst/aws/workflow";

const links = Resource as unknown as { Bake: { name: string; qualifier: string } };

interface Request {
  rawPath: string;
  body?: string;
}

/** Each part of SST's client, by the path: `/start` with a name, `/list`, `/describe`, `/stop`, `/succeed`, `/fail`. */
export const handler = async (request: Request) => ({
  statusCode: 200,
  body: JSON.stringify(await answerTo(request)),
});

const answerTo = async ({ rawPath, body = "{}" }: Request): Promise<object> => {
  const { name, arn, token, payload } = JSON.parse(body);
  switch (rawPath) {
    case "/start":
      return workflow.start(links.Bake, { name, payload });
    case "/list":
      return workflow.list(links.Bake, { status: "RUNNING" });
    case "/describe":
      return workflow.describe(arn);
    case "/stop":
      return workflow.stop(arn, { error: new Error("closed for today") });
    case "/succeed":
      await workflow.heartbeat(token);
      await workflow.succeed(token, { payload });
      return {};
    default:
      await workflow.fail(token, { error: new Error("burnt") });
      return {};
  }
};
