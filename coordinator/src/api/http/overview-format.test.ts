import { describe, expect, it } from "vitest";
import { appendTileIds, formatStates, formatTiles, noTask } from "./overview-format.ts";

/** As Postgres packs them: big-endian. */
function packedTiles(tiles: readonly (readonly [id: number, x: number, y: number, z: number])[]): Buffer {
	const packed = Buffer.alloc(tiles.length * 20);
	tiles.forEach(([id, x, y, z], index) => {
		packed.writeBigInt64BE(BigInt(id), index * 20);
		[x, y, z].forEach((value, axis) => {
			packed.writeInt32BE(value, index * 20 + 8 + axis * 4);
		});
	});
	return packed;
}

function packedIds(ids: readonly number[]): Buffer {
	const packed = Buffer.alloc(ids.length * 8);
	ids.forEach((id, index) => {
		packed.writeBigInt64BE(BigInt(id), index * 8);
	});
	return packed;
}

const large = 2 ** 40 + 7;
const tiles = {
	count: 3,
	packed: packedTiles([
		[5, -1, 2, 3],
		[9, 4, 5, 6],
		[large, 7, 8, -9],
	]),
};

describe("the overview in octets", () => {
	it("has ids and positions as columns that typed arrays can lie over", () => {
		const answer = formatTiles(tiles, 12.5);
		const { buffer, byteOffset } = answer;
		const copy = buffer.slice(byteOffset, byteOffset + answer.length);
		expect(answer.readDoubleLE(0)).toBe(12.5);
		expect([...new Float64Array(copy, 16, 3)]).toEqual([5, 9, large]);
		expect([...new Int32Array(copy, 16 + 24, 9)]).toEqual([-1, 4, 7, 2, 5, 8, 3, 6, -9]);
	});

	it("puts states beside their tiles, the most urgent of several, whatever their order", () => {
		const ids = appendTileIds(appendTileIds(new Float64Array(0), packedIds([5])), packedIds([9, large]));
		const answer = formatStates({ tiles: packedIds([large, 5, 5, 77]), states: "4461" }, ids, 1);
		expect([...answer.subarray(16)]).toEqual([6, noTask, 4]);
		const urgent = formatStates({ tiles: packedIds([5, 5, 9, 9]), states: "4664" }, ids, 1);
		expect([...urgent.subarray(16)]).toEqual([6, 6, noTask]);
	});

	it("is empty without tiles and says so", () => {
		expect(formatTiles({ count: 0, packed: null }, 3).length).toBe(16);
		expect(formatStates({ tiles: null, states: null }, new Float64Array(0), 3).length).toBe(16);
	});
});
