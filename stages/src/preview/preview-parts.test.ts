import { describe, expect, test } from "vitest";
import { contrastOf } from "../image/contrast.ts";
import { composeChannels } from "./compose.ts";
import { shrinkPlane } from "./shrink.ts";

describe("shrinkPlane", () => {
	test("keeps what fits and takes means of whole blocks otherwise, of what there is at the edges", () => {
		expect(shrinkPlane(Uint8Array.from([1, 2, 3, 4]), 2, 2)).toEqual({
			width: 2,
			height: 2,
			values: Float32Array.from([1, 2, 3, 4]),
		});
		const shrunk = shrinkPlane(Uint16Array.from([1, 3, 10, 5, 7, 20, 100, 300, 9]), 3, 2);
		expect(shrunk).toEqual({ width: 2, height: 2, values: Float32Array.from([4, 15, 200, 9]) });
	});

	test("no side becomes longer than asked", () => {
		for (const [width, height] of [
			[1000, 3],
			[257, 256],
			[7, 4000],
		] as const) {
			const { width: w, height: h } = shrinkPlane(new Uint8Array(width * height), width, 256);
			expect(Math.max(w, h)).toBeLessThanOrEqual(256);
		}
	});
});

describe("contrastOf", () => {
	test("is by percentiles of the finite values", () => {
		const values = [...Array(101).keys(), Number.NaN, Number.POSITIVE_INFINITY];
		expect(contrastOf(values, 5, 90)).toEqual({ black: 5, white: 90 });
	});

	test("of an empty or constant picture shows black, not noise", () => {
		expect(contrastOf([7, 7, 7], 1, 99)).toEqual({ black: 7, white: 8 });
		expect(contrastOf([], 1, 99)).toEqual({ black: 0, white: 1 });
	});
});

describe("composeChannels", () => {
	const contrast = { black: 0, white: 10 };

	test("one channel is grey, cut at both ends", () => {
		expect([...composeChannels([Float32Array.from([-5, 0, 5, 10, 99])], [contrast])]).toEqual([0, 0, 128, 255, 255]);
	});

	test("two channels are magenta and green and make white together", () => {
		const picture = composeChannels(
			[Float32Array.from([10, 0, 10]), Float32Array.from([0, 10, 10])],
			[contrast, contrast],
		);
		expect([...picture]).toEqual([255, 0, 255, 0, 255, 0, 255, 255, 255]);
	});
});
