import { z } from "zod";
import { AwsError } from "../../src/core/aws-error.ts";
import type { Cloud, Emulator } from "../../src/core/cloud.ts";

const updates = z.object({
  TrackerName: z.string(),
  Updates: z.array(z.looseObject({ DeviceId: z.string() })),
});
const device = z.object({ TrackerName: z.string(), DeviceId: z.string() });

export const createTrackers = (_: Cloud): Emulator => {
  const trackers = new Map<string, Map<string, object>>();
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
      BatchUpdateDevicePosition(input) {
        const { TrackerName, Updates } = updates.parse(input);
        const devices = devicesOf(TrackerName);
        for (const update of Updates) devices.set(update.DeviceId, update);
        return { Errors: [] };
      },
      GetDevicePosition(input) {
        const { TrackerName, DeviceId } = device.parse(input);
        return devicesOf(TrackerName).get(DeviceId);
      },
    },
  };
};
