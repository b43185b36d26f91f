import { Resource } from "sst";

interface Links {
  readonly OvenCode: { readonly value: string };
  readonly Settings: { readonly degrees: number };
  readonly Raw: { readonly name: string };
}

export const read = async () => {
  const { OvenCode, Settings, Raw } = Resource as unknown as Links;
  return [OvenCode.value, Settings.degrees, Raw.name.startsWith("Raw"), process.env.BREAD];
};
