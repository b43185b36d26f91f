import { onlyTls } from "./tls.ts";

/** Who may publish to a topic: an AWS service, for `sourceArns` or for anything of the account. */
export interface Publisher {
  service: string;
  condition:
    | { variable: "aws:SourceArn"; values: $util.Input<string>[] }
    | { variable: "aws:SourceAccount"; values: $util.Input<string>[] };
}

/** The policy of a topic, the one it has: its publishers, by TLS alone. SNS takes no `sns:*` in it. */
export const topicPolicy = (name: string, topicArn: $util.Input<string>, publishers: Publisher[]) =>
  new aws.sns.TopicPolicy(`${name}Policy`, {
    arn: topicArn,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        onlyTls(["sns:Publish"], [topicArn]),
        ...publishers.map(({ service, condition: { variable, values } }) => ({
          actions: ["sns:Publish"],
          resources: [topicArn],
          principals: [{ type: "Service", identifiers: [service] }],
          conditions: [
            { test: variable === "aws:SourceArn" ? "ArnEquals" : "StringEquals", variable, values },
          ],
        })),
      ],
    }).json,
  });
