import { IoTDataPlaneClient, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { connectAsync } from "mqtt";
import { Resource } from "sst";
import { realtime } from "sst/aws/realtime";

const rooms = () => `${Resource.App.name}/${Resource.App.stage}/rooms`;

/** A token is the name of the only room that its holder gets. */
export const authorizer = realtime.authorizer(async (token) => {
  if (!/^[a-z]+$/.test(token)) throw new Error("No such room.");
  return { subscribe: [`${rooms()}/${token}/*`], publish: [`${rooms()}/${token}/said`] };
});

interface Said {
  readonly room: string;
  readonly text: string;
}

export const echo = async ({ room, text }: Said): Promise<void> => {
  // As AWS's documentation has it, with the endpoint of the account.
  const client = new IoTDataPlaneClient({ endpoint: `https://${chat().endpoint}` });
  const payload = Buffer.from(JSON.stringify({ room, text: `${text}, ${text}!` }));
  await client.send(new PublishCommand({ topic: `${rooms()}/${room}/heard`, payload, qos: 1 }));
};

const chat = () => (Resource as unknown as { Chat: { endpoint: string; authorizer: string } }).Chat;

/** A client in a function, over TLS. */
export const visit = async (): Promise<string> => {
  const { endpoint, authorizer: name } = chat();
  const client = await connectAsync(`wss://${endpoint}/mqtt?x-amz-customauthorizer-name=${name}`, {
    protocolVersion: 5,
    username: "",
    password: "kitchen",
  });
  const said: Said = { room: "kitchen", text: "knock" };
  await client.publishAsync(`${rooms()}/kitchen/said`, JSON.stringify(said), { qos: 1 });
  await client.endAsync();
  return "knocked";
};
