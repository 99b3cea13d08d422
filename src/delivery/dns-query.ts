import type { Clock, Timer } from "../platform/clock.ts";

/** The two questions asked of DNS: A and AAAA records with their TTL. `Resolver` of `node:dns` (c-ares) has both. */
export interface AddressQueries {
  resolve4(name: string, options: { ttl: true }): Promise<AddressRecord[]>;
  resolve6(name: string, options: { ttl: true }): Promise<AddressRecord[]>;
}

interface AddressRecord {
  address: string;
  /** Seconds. */
  ttl: number;
}

/** All addresses of a name, and for how long DNS says that they hold. */
export interface NameAddresses {
  addresses: readonly string[];
  ttlMs: number;
}

/** A name gave no address. `not_found`: DNS says that there is none; `failed`: DNS could not be asked. */
export class ResolveError extends Error {
  override name = "ResolveError";
  readonly reason: "not_found" | "failed";
  /** As `node:dns` has them: `ENOTFOUND`, `ENODATA`, `ETIMEOUT`, `ESERVFAIL`, ... */
  readonly code: string;

  constructor(reason: "not_found" | "failed", code: string, message: string) {
    super(message);
    this.reason = reason;
    this.code = code;
  }
}

/** The whole of one resolution; the rounds of c-ares (more with several servers) can add up to more. */
const limitMs = 5_000;
/** How long one family waits for the other once it has addresses: some servers never answer AAAA. */
const graceMs = 250;

/** What one question gave: records, or the code of `node:dns` that says why not. */
interface Answer {
  records: readonly AddressRecord[];
  code: string | null;
}

/**
 * Asks for the IPv4 and IPv6 addresses of `name`, both at once, and answers within 5 s; IPv4 first.
 *
 * @throws ResolveError where no address came of it
 */
export async function queryAddresses(
  dns: AddressQueries,
  name: string,
  clock: Clock,
): Promise<NameAddresses> {
  const answers = await askBoth(dns, name, clock);
  const records = answers.flatMap((answer) => answer.records);
  if (records.length === 0) {
    throw explain(
      name,
      answers.map((answer) => answer.code),
    );
  }
  return {
    addresses: records.map((record) => record.address),
    ttlMs: Math.min(...records.map((record) => record.ttl)) * 1000,
  };
}

function askBoth(dns: AddressQueries, name: string, clock: Clock): Promise<Answer[]> {
  return new Promise((resolve) => {
    const answers: Answer[] = [0, 0].map(() => ({ records: [], code: "ETIMEOUT" }));
    let open = answers.length;
    let grace: Timer | undefined;
    const limit = clock.setTimeout(end, limitMs);

    function end(): void {
      limit.cancel();
      grace?.cancel();
      resolve(answers.slice());
    }
    function take(family: number, answer: Answer): void {
      answers[family] = answer;
      open -= 1;
      if (open === 0) end();
      else if (answer.records.length > 0) grace = clock.setTimeout(end, graceMs);
    }
    const questions = [dns.resolve4(name, { ttl: true }), dns.resolve6(name, { ttl: true })];
    for (const [family, question] of questions.entries()) {
      question.then(
        (records) => take(family, { records, code: null }),
        (error: NodeJS.ErrnoException) => take(family, { records: [], code: error.code ?? error.message }),
      );
    }
  });
}

/** NXDOMAIN speaks for every type of record (RFC 8020); NODATA only for the one that was asked for. */
function explain(name: string, codes: readonly (string | null)[]): ResolveError {
  if (codes.includes("ENOTFOUND")) {
    return new ResolveError("not_found", "ENOTFOUND", `the name ${name} does not exist in DNS`);
  }
  const failure = codes.filter((code) => code !== null).find((code) => code !== "ENODATA");
  if (failure === undefined) {
    return new ResolveError("not_found", "ENODATA", `the name ${name} has no address in DNS`);
  }
  if (failure === "EBADNAME") {
    return new ResolveError("not_found", failure, `${name} is not a name that DNS can hold`);
  }
  const told = failures[failure] ?? `failed with ${failure}`;
  return new ResolveError(
    "failed",
    failure,
    `the name ${name} could not be resolved: the DNS server ${told}`,
  );
}

const failures: Record<string, string> = {
  ETIMEOUT: "did not answer in time",
  ECONNREFUSED: "could not be reached",
  ESERVFAIL: "answered SERVFAIL",
  EREFUSED: "refused the question",
};
