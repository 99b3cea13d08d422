import type { Socket } from "node:net";

const sought = Buffer.from("HTTP/1.1 100");
/** More than this is no interim answer that means well, in bytes. */
const longest = 16_384;
const nothing = Buffer.alloc(0);

/**
 * Takes `100 Continue` out of what a socket gives to read before the answer to each request. A server may send it
 * unasked (RFC 9110, section 15.2: a client skips what it did not expect; some older ones do so for every POST), and
 * undici takes it for a broken answer. What follows an answer's first bytes is never looked at.
 *
 * @returns to be called with each request that is sent
 */
export function skipContinue(socket: Socket): () => void {
  let looking = false;
  let held: Buffer = nothing;
  const read = socket.read.bind(socket);
  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size) as Buffer | null;
    if (!looking || chunk === null) return chunk;
    let bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = nothing;
    for (;;) {
      const end = bytes.indexOf("\r\n\r\n");
      const begins = bytes.subarray(0, sought.length).equals(sought.subarray(0, bytes.length));
      if (begins && end === -1 && bytes.length <= longest) {
        held = bytes;
        return null;
      }
      if (!begins || end === -1) {
        looking = false;
        return bytes;
      }
      bytes = bytes.subarray(end + 4);
      if (bytes.length === 0) return null;
    }
  };
  return () => {
    looking = true;
  };
}
