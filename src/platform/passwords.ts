import { hash, verify } from "@node-rs/argon2";

/** A password as argon2id hashes it (RFC 9106), with salt and parameters in the text. */
export const hashPassword = (password: string): Promise<string> => hash(password);

/**
 * Whether a password is the one that was hashed. Where there is no hash it takes as long and says no, so that the time
 * does not tell who exists.
 */
export async function isPassword(hashed: string | undefined, password: string): Promise<boolean> {
  const right = await verify(hashed ?? nobodysHash, password).catch(() => false);
  return right && hashed !== undefined;
}

/** An argon2id hash of nothing that anyone knows, with the parameters of real ones. */
export const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2Hkh5mkGzbmT5G4nGY3mGtLyAS5q1m5ZT3J4q6kDYiE";
