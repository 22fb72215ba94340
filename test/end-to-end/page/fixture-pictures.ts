import { crc32, deflateSync } from "node:zlib";
import { hash } from "./fixture-acquisition.ts";

/** A grey PNG that looks a little like cells in a microscope; the same for the same seed. */
export function cellPicture(seed: number, size = 192): Buffer {
	const cells = Array.from({ length: 14 + (seed % 9) }, (_, index) => {
		const value = hash(seed * 97 + index);
		return { x: value % size, y: (value >>> 9) % size, radius: 6 + ((value >>> 18) % 14), light: 90 + (value % 120) };
	});
	const rows = Buffer.alloc((size + 1) * size);
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			let light = 22 + (hash(seed + y * size + x) % 14);
			for (const cell of cells) {
				const distance = Math.hypot(x - cell.x, y - cell.y) / cell.radius;
				if (distance < 2) light += cell.light * Math.exp(-distance * distance * 1.6);
			}
			rows[y * (size + 1) + 1 + x] = Math.min(255, light);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(size, 0);
	header.writeUInt32BE(size, 4);
	header.set([8, 0, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		pngChunk("IHDR", header),
		pngChunk("IDAT", deflateSync(rows)),
		pngChunk("IEND", Buffer.alloc(0)),
	]);
}

function pngChunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}
