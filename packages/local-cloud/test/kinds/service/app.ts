import { Resource } from "sst";
import { task } from "sst/aws/task";

export const sweep = async () => {
  const { Sweep } = Resource as unknown as { Sweep: Parameters<typeof task.run>[0] };
  return (await task.run(Sweep)).status;
};
