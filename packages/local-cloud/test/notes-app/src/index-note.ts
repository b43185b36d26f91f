import { Resource } from "sst";
import { bus } from "sst/aws/bus";

interface NoteCreated {
  readonly detail: { readonly properties: { readonly id: string; readonly text: string } };
}

export const handler = async ({ Records }: { Records: { body: string }[] }) => {
  for (const { body } of Records) {
    const { id, text } = (JSON.parse(body) as NoteCreated).detail.properties;
    const words = text.match(/\w+/g);
    if (!words) throw new Error(`The note ${id} has no words.`);
    await bus.publish(Resource.Events, "NoteIndexed", { id, words });
  }
};
