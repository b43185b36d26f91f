/** What a client sends as an object, taken as it comes. Its members are private, so that the journal keeps none of it. */
export class IncomingContent implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #claims: () => IncomingClaims;
  readonly #way: IncomingWay;

  /** `claims` is asked when all has come: what clients send behind the bytes is known only then. */
  constructor(
    source: AsyncIterable<Uint8Array>,
    claims: () => IncomingClaims = () => ({}),
    way: IncomingWay = {},
  ) {
    this.#source = source;
    this.#claims = claims;
    this.#way = way;
  }

  get way(): IncomingWay {
    return this.#way;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#source[Symbol.asyncIterator]();
  }

  claims(): IncomingClaims {
    return this.#claims();
  }

  toJSON(): string {
    return "a stream of bytes";
  }
}

/** What its sender says of content: checksums that came behind it, and how long or what hash it is to have. */
export interface IncomingClaims {
  /** `ChecksumCRC32` and the like. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Hexadecimal, of the bytes as they are kept. */
  readonly sha256?: string;
}

/** How content comes: by the form of a page, whose policy may say how many bytes there are to be. */
export interface IncomingWay {
  readonly isForm?: true;
  readonly bounds?: { readonly least: number; readonly most: number } | undefined;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** The `Body` of an input, as the SDK and other emulators give it. */
export const contentOf = (body: unknown): IncomingContent | undefined => {
  if (body === undefined || body === null) return new IncomingContent(once(new Uint8Array()));
  if (body instanceof IncomingContent) return body;
  if (typeof body === "string") return new IncomingContent(once(Buffer.from(body)));
  if (body instanceof Uint8Array) return new IncomingContent(once(body));
  if (typeof body === "object" && Symbol.asyncIterator in body)
    return new IncomingContent(body as AsyncIterable<Uint8Array>);
  return undefined;
};
