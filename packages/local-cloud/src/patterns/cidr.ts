import { isIPv4, isIPv6 } from "node:net";

const ipToBits = (ip: string): { bits: bigint; length: 32 | 128 } | undefined => {
  if (isIPv4(ip)) {
    return { bits: ip.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n), length: 32 };
  }
  if (!isIPv6(ip) || ip.includes("%")) return undefined;
  const v4 = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip);
  const hex = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16);
  const text = v4 ? `${v4[1]}${hex(v4[2]!, v4[3]!)}:${hex(v4[4]!, v4[5]!)}` : ip;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill("0");
  const groups = [...left, ...zeros, ...right];
  return {
    bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n),
    length: 128,
  };
};

/** A test for addresses inside the block; throws an Error with the message EventBridge gives for a bad block. */
export const cidrTest = (cidr: string): ((address: string) => boolean) => {
  const [ip = "", mask, ...rest] = cidr.split("/");
  if (mask === undefined || rest.length > 0) throw new Error("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(mask)) throw new Error("Malformed CIDR, mask bits must be an integer");
  const maskBits = Number(mask);
  if (maskBits < 0) throw new Error("Malformed CIDR, mask bits must not be negative");
  const block = ipToBits(ip);
  if (!block) throw new Error(`Nonstandard IP address: ${ip}`);
  if (maskBits >= block.length) {
    throw new Error(`IPv${block.length === 32 ? 4 : 6} mask bits must be < ${block.length}`);
  }
  const shift = BigInt(block.length - maskBits);
  const network = block.bits >> shift;
  return (address) => {
    const candidate = ipToBits(address);
    return candidate?.length === block.length && candidate.bits >> shift === network;
  };
};
