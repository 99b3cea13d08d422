import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";

export interface DnsAnswer {
  /** Those of the family that was asked for are given. */
  addresses?: readonly string[];
  /** Seconds; 30 by default. */
  ttl?: number;
  /** `NXDOMAIN`, `SERVFAIL`, … by number; 0 by default. */
  rcode?: number;
  /** Never answer. */
  silent?: boolean;
}

export const nxdomain: DnsAnswer = { rcode: 3 };
export const servfail: DnsAnswer = { rcode: 2 };
export const silence: DnsAnswer = { silent: true };

export interface DnsServer {
  /** `127.0.0.1:port`, as `Resolver.setServers` takes it. */
  address: string;
  /** What was asked, in order: `A example.com`. */
  questions: string[];
  close(): Promise<void>;
}

const typeNames: Record<number, "A" | "AAAA"> = { 1: "A", 28: "AAAA" };

/** A DNS server on loopback (RFC 1035, over UDP) that answers as `answer` says and records what it was asked. */
export async function startDnsServer(
  answer: (name: string, type: "A" | "AAAA") => DnsAnswer,
): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const questions: string[] = [];
  socket.on("message", (query, from) => {
    const { name, type, end } = readQuestion(query);
    questions.push(`${type} ${name}`);
    const told = answer(name, type);
    if (told.silent) return;
    socket.send(writeAnswer(query.subarray(0, end), type, told), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; type: "A" | "AAAA"; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = typeNames[query.readUInt16BE(at + 1)];
  if (type === undefined) throw new Error("the fake DNS server knows A and AAAA only");
  return { name: labels.join(".").toLowerCase(), type, end: at + 5 };
}

function writeAnswer(question: Buffer, type: "A" | "AAAA", told: DnsAnswer): Buffer {
  const { ttl = 30, rcode = 0 } = told;
  const addresses = (told.addresses ?? []).filter((address) => isIPv6(address) === (type === "AAAA"));
  const header = Buffer.from(question);
  header.writeUInt16BE(0x8180 | rcode, 2); // a response; recursion desired and available
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8); // neither authority nor additional records (the query's EDNS record is left out)
  return Buffer.concat([header, ...addresses.map((address) => record(address, ttl))]);
}

function record(address: string, ttl: number): Buffer {
  const data = addressBytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0); // the name of the question, by pointer
  head.writeUInt16BE(isIPv6(address) ? 28 : 1, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** IPv6 with at most one `::` and no dotted tail. */
function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  const [left = "", right] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, "0")).join(""), "hex");
}
