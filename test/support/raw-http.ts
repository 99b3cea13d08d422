import { connect, type Socket } from "node:net";

/** A socket to a server, spoken to byte by byte. */
export interface RawHttp {
  write(text: string | Buffer): void;
  /** What came back so far. */
  text(): string;
  /** Fulfils when the other end has closed, with all that came back. */
  readonly closed: Promise<string>;
  close(): void;
}

/** Connects to the host and port of `url`. */
export function openRaw(url: string): Promise<RawHttp> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(port), hostname, () => {
      socket.off("error", reject).on("error", () => {});
      resolve({
        write: (text) => void socket.write(text),
        text: () => said,
        closed,
        close: () => socket.destroy(),
      });
    });
    let said = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      said += part;
    });
    const closed = new Promise<string>((done) => socket.on("close", () => done(said)));
    socket.once("error", reject);
  });
}

/** The parts of one answer as it came over the wire. */
export function readAnswer(text: string): { status: number; headers: string; body: string } {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    headers: head,
    body: rest.join("\r\n\r\n"),
  };
}
