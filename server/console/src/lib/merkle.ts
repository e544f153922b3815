import type { Proof } from './types';

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

async function hash(...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((v, i) => v === b[i]);
}

/**
 * Whether the proof leads from the entry's bytes to the checkpoint's root (RFC 9162, section
 * 2.1.3.2), computed here, in the browser. The checkpoint's signature is not checked here.
 */
export async function verifies(proof: Proof): Promise<boolean> {
  let fn = BigInt(proof.row.index);
  let sn = BigInt(proof.checkpoint.size) - 1n;
  if (fn > sn || proof.path.length > 64) {
    return false;
  }
  const leaf = Uint8Array.of(0);
  const node = Uint8Array.of(1);
  let r = await hash(leaf, bytes(proof.leaf));
  if (!same(r, bytes(proof.leafHash))) {
    return false;
  }
  for (const step of proof.path) {
    if (sn === 0n) {
      return false;
    }
    const p = bytes(step);
    if ((fn & 1n) === 1n || fn === sn) {
      r = await hash(node, p, r);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = await hash(node, r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && same(r, bytes(proof.checkpoint.root));
}
