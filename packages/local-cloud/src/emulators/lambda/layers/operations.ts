import type { Architecture, Runtime } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { pageToken, parseInput } from "../../parse-input.ts";
import type { LambdaOperations } from "../api.ts";
import { type ReadCode, zipOrObject } from "../code-input.ts";
import { notFound } from "../describe.ts";
import type { Layers, LayerVersion } from "./store.ts";

const ARN = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:layer:([a-zA-Z0-9-_]+)$/;
const layerName = z
  .string()
  .transform((name) => ARN.exec(name)?.[1] ?? name)
  .pipe(z.string().regex(/^[a-zA-Z0-9-_]{1,64}$/, "a layer is named by a name or an ARN"));
const runtimes = z.array(z.string()).max(15).optional();
const architectures = z
  .array(z.enum(["x86_64", "arm64"]))
  .max(2)
  .optional();
const publishInput = z.strictObject({
  LayerName: layerName,
  Description: z.string().max(256).default(""),
  Content: zipOrObject,
  CompatibleRuntimes: runtimes,
  CompatibleArchitectures: architectures,
  LicenseInfo: z.string().max(512).optional(),
});
const ofVersion = z.strictObject({ LayerName: layerName, VersionNumber: z.coerce.number().int().min(1) });
const page = {
  CompatibleRuntime: z.string().optional(),
  CompatibleArchitecture: z.enum(["x86_64", "arm64"]).optional(),
  Marker: pageToken,
  MaxItems: z.coerce.number().int().min(1).max(50).default(50),
};
const listInput = z.strictObject(page);
const listVersionsInput = z.strictObject({ LayerName: layerName, ...page });

const summary = (layer: LayerVersion) => ({
  LayerVersionArn: layer.arn,
  Version: layer.version,
  Description: layer.description,
  CreatedDate: new Date(layer.createdAt).toISOString(),
  CompatibleRuntimes: layer.runtimes as Runtime[] | undefined,
  CompatibleArchitectures: layer.architectures as Architecture[] | undefined,
  LicenseInfo: layer.license,
});
const whole = (layer: LayerVersion) => ({
  ...summary(layer),
  LayerArn: layer.layerArn,
  Content: { CodeSize: layer.codeSize, CodeSha256: layer.codeSha256 },
});

const pageOf = <Item>(items: readonly Item[], begin: number, most: number) => ({
  items: items.slice(begin, begin + most),
  NextMarker: begin + most < items.length ? String(begin + most) : undefined,
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const layerOperations = (layers: Layers, readCode: ReadCode): LambdaOperations => {
  const versionsOf = (name: string) =>
    layers
      .all()
      .filter((layer) => layer.name === name)
      .toReversed();
  const fitting =
    ({ CompatibleRuntime, CompatibleArchitecture }: z.output<typeof listInput>) =>
    ({ runtimes, architectures }: LayerVersion) =>
      (CompatibleRuntime === undefined || runtimes?.includes(CompatibleRuntime)) &&
      (CompatibleArchitecture === undefined || architectures?.includes(CompatibleArchitecture));

  return {
    async PublishLayerVersion(input, caller) {
      const asked = parseInput(publishInput, input);
      const layer = await layers.publish({
        name: asked.LayerName,
        description: asked.Description,
        license: asked.LicenseInfo,
        runtimes: asked.CompatibleRuntimes,
        architectures: asked.CompatibleArchitectures,
        code: await readCode(asked.Content, caller),
      });
      return whole(layer);
    },
    GetLayerVersion(input) {
      const { LayerName, VersionNumber } = parseInput(ofVersion, input);
      const layer = versionsOf(LayerName).find(({ version }) => version === VersionNumber);
      if (!layer) throw notFound("The resource you requested does not exist.");
      return whole(layer);
    },
    ListLayerVersions(input) {
      const asked = parseInput(listVersionsInput, input);
      const { items, NextMarker } = pageOf(
        versionsOf(asked.LayerName).filter(fitting(asked)),
        asked.Marker,
        asked.MaxItems,
      );
      return { LayerVersions: items.map(summary), NextMarker };
    },
    ListLayers(input) {
      // The same path is GetLayerVersionByArn's.
      if ((input as { find?: unknown } | undefined)?.find !== undefined)
        throw new AwsError(
          "InvalidParameterValueException",
          "The local cloud does not find layer versions by their ARN: call GetLayerVersion with name and number.",
        );
      const asked = parseInput(listInput, input);
      const latest = new Map(
        layers
          .all()
          .filter(fitting(asked))
          .map((layer) => [layer.name, layer]),
      );
      const { items, NextMarker } = pageOf([...latest.values()], asked.Marker, asked.MaxItems);
      return {
        Layers: items.map((layer) => ({
          LayerName: layer.name,
          LayerArn: layer.layerArn,
          LatestMatchingVersion: summary(layer),
        })),
        NextMarker,
      };
    },
    DeleteLayerVersion(input) {
      const { LayerName, VersionNumber } = parseInput(ofVersion, input);
      const layer = versionsOf(LayerName).find(({ version }) => version === VersionNumber);
      if (layer) layers.remove(layer);
      return {};
    },
  };
};
