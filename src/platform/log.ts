import pino, { type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/**
 * The program's logger: JSON lines, on standard output by default. Whatever is logged under a name that can hold a
 * secret, at the top or one below, is dropped. Of requests the route is logged and never the URL, since providers
 * put tokens into its query.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    redact: {
      paths: [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "*.authorization",
        "*.cookie",
        "*.token",
        "*.secret",
        "*.password",
      ],
      remove: true,
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination);
}
