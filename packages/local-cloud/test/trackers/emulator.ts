import { AwsError } from "../../src/core/aws-error.ts";
import type { Cloud, Emulator } from "../../src/core/cloud.ts";

interface Update {
  readonly DeviceId: string;
  readonly Position: readonly number[];
}

export const createTrackers = (_: Cloud): Emulator => {
  const trackers = new Map<string, Map<string, Update>>();
  const devicesOf = (name: string) => {
    const devices = trackers.get(name);
    if (devices) return devices;
    throw new AwsError("ResourceNotFoundException", `There is no tracker ${name}.`, { status: 404 });
  };
  return {
    service: "geo",
    provision: {
      "aws:location/tracker:Tracker": ({ id }) => trackers.set(id, new Map()),
    },
    operations: {
      BatchUpdateDevicePosition({ TrackerName, Updates }: { TrackerName: string; Updates: Update[] }) {
        const devices = devicesOf(TrackerName);
        for (const update of Updates) devices.set(update.DeviceId, update);
        return { Errors: [] };
      },
      GetDevicePosition: ({ TrackerName, DeviceId }: { TrackerName: string; DeviceId: string }) =>
        devicesOf(TrackerName).get(DeviceId),
    },
  };
};
