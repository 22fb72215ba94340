import { describe, expect, it } from "vitest";
import { appendChunk, emptyLog, keptCharacters, type LogText } from "./log-model.ts";

const chunk = (text: string, fromByte: number, isEnd = false) => ({
	text,
	fromByte,
	nextByte: fromByte + new TextEncoder().encode(text).length,
	isEnd,
});

describe("a followed log", () => {
	it("grows chunk by chunk and knows its end", () => {
		const log = [chunk("one\n", 0), chunk("two\n", 4), chunk("", 8, true)].reduce(appendChunk, emptyLog);
		expect(log).toEqual({ text: "one\ntwo\n", nextByte: 8, isCut: false, isEnd: true });
	});

	it("takes only what is new when the line came back and begins again", () => {
		const log = [chunk("größe\n", 0), chunk("größe\n", 0), chunk("größe\n42\n", 0)].reduce(appendChunk, emptyLog);
		expect(log.text).toBe("größe\n42\n");
	});

	it("says that it is cut when bytes are missing", () => {
		expect(appendChunk(appendChunk(emptyLog, chunk("a\n", 0)), chunk("z\n", 100)).isCut).toBe(true);
	});

	it("drops whole lines at the beginning when a program prints without end", () => {
		const line = `${"x".repeat(99)}\n`;
		let log: LogText = emptyLog;
		for (let part = 0; part < 30; part++) log = appendChunk(log, chunk(line.repeat(1_000), part * 100_000));
		expect(log.isCut).toBe(true);
		expect(log.text.length).toBeLessThanOrEqual(keptCharacters);
		expect(log.text.startsWith("x".repeat(99))).toBe(true);
		expect(log.nextByte).toBe(3_000_000);
	});
});
