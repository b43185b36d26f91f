import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { certificateFile, ensureCertificate } from "../../http/certificate.ts";
import type { Authorizer } from "./authorizer.ts";
import { createBroker } from "./broker.ts";
import { createControlOperations } from "./control.ts";
import { createDataOperations, permissionsOf, recorded } from "./data-operations.ts";
import { mqttHost } from "./host.ts";
import { authorizerProperties, topicRuleProperties } from "./resources.ts";
import { parseRuleSql } from "./rule-sql.ts";
import { createRules } from "./rules.ts";

/** IoT Core as `sst.aws.Realtime` has it: MQTT with authorizers of the app, and rules that invoke functions. */
export const createIotEmulators = (cloud: Cloud): readonly Emulator[] => {
  const authorizers = new Map<string, Authorizer>();
  const rules = createRules(cloud);
  const broker = createBroker(cloud, rules);

  const addAuthorizer = ({ inputs, outputs }: Resource) => {
    const given = authorizerProperties.parse(inputs);
    const { tokenKeyName, tokenSigningPublicKeys = {}, signingDisabled } = given;
    const name = String(outputs.name);
    authorizers.set(name, {
      name,
      arn: String(outputs.arn),
      functionArn: given.authorizerFunctionArn,
      active: given.status === "ACTIVE",
      tokenKeyName,
      signing:
        signingDisabled || tokenKeyName === undefined
          ? undefined
          : { tokenKeyName, publicKeys: Object.values(tokenSigningPublicKeys) },
    });
    // Of an app without one nobody could connect.
    if (authorizers.size === 1) cloud.serve(mqttHost(cloud, broker, authorizers));
  };

  const addRule = ({ inputs, outputs }: Resource) => {
    const { sql, enabled, lambdas = [], errorAction } = topicRuleProperties.parse(inputs);
    rules.put({
      name: String(outputs.name),
      arn: String(outputs.arn),
      sql,
      enabled,
      says: parseRuleSql(sql)!,
      functions: lambdas.map(({ functionArn }) => functionArn),
      onError: errorAction?.lambda.functionArn,
    });
  };

  return [
    {
      service: "iot",
      operations: createControlOperations(cloud, authorizers, rules),
      provision: {
        "aws:iot/authorizer:Authorizer": addAuthorizer,
        "aws:iot/topicRule:TopicRule": addRule,
      },
      restore: broker.restore,
      async start() {
        // Programs that are told to trust it find it.
        if (authorizers.size > 0) await ensureCertificate(certificateFile(cloud.localFolder));
      },
      stop: broker.stop,
    },
    {
      service: "iotdata",
      operations: createDataOperations(cloud, broker),
      recorded: (_operation, input) => recorded(cloud, input),
      permissions: (operation, input) => permissionsOf(cloud, operation, input),
    },
  ];
};
