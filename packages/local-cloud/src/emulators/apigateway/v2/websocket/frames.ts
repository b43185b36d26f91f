/**
 * Looks at the lengths of the frames that a client sends, which the WebSocket library puts together to messages before
 * anybody sees them. Feed it what arrives; it says true once, at the first frame whose payload is larger than `limit`.
 * https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export const createFrameWatch = (limit: number): ((chunk: Buffer) => boolean) => {
  let header: number[] = [];
  let skip = 0;
  let isDone = false;

  /** Bytes of the header that begins so: two, a longer length, and a mask. */
  const headerLength = ([, second = 0]: readonly number[]) => {
    const length = second & 0x7f;
    return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + (second & 0x80 ? 4 : 0);
  };
  const payloadLength = (bytes: readonly number[]) => {
    const length = bytes[1]! & 0x7f;
    if (length < 126) return length;
    return bytes.slice(2, length === 126 ? 4 : 10).reduce((sum, byte) => sum * 256 + byte, 0);
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length && !isDone; ) {
      if (skip > 0) {
        const taken = Math.min(skip, chunk.length - at);
        skip -= taken;
        at += taken;
        continue;
      }
      header.push(chunk[at++]!);
      if (header.length < 2 || header.length < headerLength(header)) continue;
      skip = payloadLength(header);
      header = [];
      isDone = skip > limit;
    }
    return isDone;
  };
};
