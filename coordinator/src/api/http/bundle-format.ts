import type { KeptAnswer } from "./kept-answers.ts";

/*
 * Several answers in one, little-endian:
 *
 *   part    path length u32 | body length u32 | path (UTF-8) | body
 *
 * `path` is the address under which the same body is to be had by itself.
 */

export interface BundledAnswer {
	readonly path: string;
	/** Null where there is nothing (any more): the part is left out, and whoever asks for it by itself is told. */
	readonly read: () => Promise<KeptAnswer | null>;
}

/** Reads at a time: both cores of the smallest machine, and connections left for everybody else. */
const readsAtOnce = 2;

export async function readBundle(wanted: readonly BundledAnswer[]): Promise<Buffer> {
	const bodies: (Buffer | null)[] = [];
	let next = 0;
	const readSome = async () => {
		for (let place = next++; place < wanted.length; place = next++) {
			bodies[place] = (await wanted[place]?.read())?.octets ?? null;
		}
	};
	await Promise.all(Array.from({ length: readsAtOnce }, readSome));
	return Buffer.concat(wanted.flatMap(({ path }, place) => formatPart(path, bodies[place] ?? null)));
}

function formatPart(path: string, body: Buffer | null): readonly Buffer[] {
	if (body === null) return [];
	const name = Buffer.from(path);
	const head = Buffer.alloc(8);
	head.writeUInt32LE(name.length, 0);
	head.writeUInt32LE(body.length, 4);
	return [head, name, body];
}
