import { describe, expect, it, vi } from "vitest";
import { merged, newest, PushedStream } from "./pushed-stream.ts";

const sum = merged<number>((earlier, later) => earlier + later);

describe("a stream of pushed values", () => {
	it("gives a waiting taker the next value at once", async () => {
		const stream = new PushedStream<number>(sum, () => {});
		const taken = stream.next();
		stream.push(1);
		stream.push(2);
		expect(await taken).toEqual({ value: 1, done: false });
		expect(await stream.next()).toEqual({ value: 2, done: false });
	});

	it("keeps one merged value for a taker that is slow, however much is pushed", async () => {
		const stream = new PushedStream<number>(sum, () => {});
		for (let value = 0; value < 100_000; value += 1) stream.push(1);
		expect(await stream.next()).toEqual({ value: 100_000, done: false });
	});

	it("or keeps the newest values", async () => {
		const stream = new PushedStream<number>(newest(2), () => {});
		for (const value of [1, 2, 3]) stream.push(value);
		expect((await stream.next()).value).toBe(2);
		expect((await stream.next()).value).toBe(3);
	});

	it("gives back a value that counts as nothing", async () => {
		const stream = new PushedStream<number>(newest(5), () => {});
		stream.push(0);
		expect(await stream.next()).toEqual({ value: 0, done: false });
	});

	it("ends a taker that waits, tells so once, and takes nothing more", async () => {
		const onEnd = vi.fn();
		const stream = new PushedStream<number>(sum, onEnd);
		const taken = stream.next();
		await stream.return();
		await stream.return();
		stream.push(1);
		expect(await taken).toEqual({ value: undefined, done: true });
		expect(await stream.next()).toEqual({ value: undefined, done: true });
		expect(onEnd).toHaveBeenCalledTimes(1);
	});
});
