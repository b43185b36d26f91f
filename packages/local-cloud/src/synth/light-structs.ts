/** Protobuf's class for a value as JSON has it, as far as it is replaced. */
export interface StructClass {
  fromJavaScript(value: unknown): unknown;
}

/** Protobuf's class of all messages, as far as it is replaced. */
export interface MessageClass {
  prototype: { toString(): string };
}

class LightStruct {
  readonly #value: unknown;
  constructor(value: unknown) {
    this.#value = value;
  }
  static fromJavaScript(value: unknown): LightStruct {
    return new LightStruct(value);
  }
  toJavaScript(): unknown {
    return this.#value;
  }
  /** The message that it belongs to asks for it, and never sends it. */
  toArray(): unknown[] {
    return [];
  }
}

/** Lets values stay as they are on their way to an engine that is in this process, and makes no text of messages. */
export const lightenStructs = (struct: StructClass, message: MessageClass): void => {
  struct.fromJavaScript = LightStruct.fromJavaScript;
  // Each one is put into a line for a log that nobody reads.
  message.prototype.toString = () => "";
};
