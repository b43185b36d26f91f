import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Status and headers of an answer, by names in lower case. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** What goes out instead; without a body, the one that the answer has. */
export interface ChangedHead extends Head {
  readonly body?: Buffer | undefined;
}

const valuesOf = (value: OutgoingHttpHeader): readonly string[] =>
  Array.isArray(value) ? value : [String(value)];

type Written = string | Uint8Array;

/**
 * Lets `change` look at the head of an answer before any of it goes out, whoever writes it; what is written meanwhile
 * waits. `change` must not reject.
 */
export const holdAnswer = (response: ServerResponse, change: (head: Head) => Promise<ChangedHead>): void => {
  const own = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  const waiting: (() => void)[] = [];
  let state: "idle" | "asked" | "open" = "idle";
  /** Of a body that took the place of the answer's. */
  let isReplaced = false;

  const open = ({ status, headers, body }: ChangedHead) => {
    if (response.destroyed) return;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const [name, values] of Object.entries(headers))
      if (!(body && (name === "content-length" || name === "transfer-encoding")))
        response.setHeader(name, values.length === 1 ? values[0]! : values);
    state = "open";
    Object.assign(response, own);
    // The head goes out with what is written first, so that Node can tell the length of what comes at once.
    response.statusCode = status;
    if (body) {
      isReplaced = true;
      own.end(response.req.method === "HEAD" ? undefined : body);
    }
    for (const write of waiting.splice(0)) write();
    response.emit("drain");
  };
  const ask = (status: number) => {
    if (state !== "idle") return;
    state = "asked";
    const headers = Object.fromEntries(
      Object.entries(response.getHeaders()).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, valuesOf(value)]],
      ),
    );
    change({ status, headers })
      .then(open)
      // What Node refuses to send, such as a status that is none.
      .catch(() => response.destroy());
  };

  Object.assign(response, {
    writeHead(status: number, ...rest: unknown[]) {
      const given = rest.find((one) => typeof one === "object" && one !== null) as
        | OutgoingHttpHeaders
        | undefined;
      for (const [name, value] of Object.entries(given ?? {}))
        if (value !== undefined) response.setHeader(name, value as OutgoingHttpHeader as string);
      response.statusCode = status;
      ask(status);
      return response;
    },
    write(chunk: Written, ...rest: never[]) {
      ask(response.statusCode);
      waiting.push(() => isReplaced || own.write(chunk, ...rest));
      return false;
    },
    flushHeaders() {
      ask(response.statusCode);
      waiting.push(() => isReplaced || own.flushHeaders());
    },
    end(...args: never[]) {
      ask(response.statusCode);
      waiting.push(() => isReplaced || own.end(...args));
      return response;
    },
  });
};
