import { describe, expect, it } from "vitest";
import { findLines, logLines, nextHit, parseAnsiLine } from "./ansi-model.ts";

const esc = "\u001b";
const plain = (text: string) => ({ text, colour: null, isBold: false, isDim: false });

describe("the colours of a log", () => {
	it("are taken from the line and end where the program ends them", () => {
		expect(parseAnsiLine(`${esc}[31mError:${esc}[0m no memory`)).toEqual([
			{ ...plain("Error:"), colour: 1 },
			plain(" no memory"),
		]);
	});

	it("know bright colours, weight, and several codes at once", () => {
		expect(parseAnsiLine(`${esc}[1;92mok${esc}[22;39m.`)).toEqual([
			{ text: "ok", colour: 10, isBold: true, isDim: false },
			plain("."),
		]);
	});

	it("take the first sixteen of 256 colours and leave others plain", () => {
		expect(parseAnsiLine(`${esc}[38;5;9ma${esc}[38;5;200mb${esc}[38;2;1;2;3mc`)).toEqual([
			{ ...plain("a"), colour: 9 },
			plain("b"),
			plain("c"),
		]);
	});

	it("leave nothing of cursor movements, titles, links and control characters", () => {
		const line = `${esc}[2K${esc}]0;title\u0007a${esc}]8;;http://x${esc}\\b${esc}[1A\u0000\u0007c`;
		expect(
			parseAnsiLine(line)
				.map((span) => span.text)
				.join(""),
		).toBe("abc");
	});

	it("show an unfinished sequence rather than swallow the line", () => {
		expect(
			parseAnsiLine(`${esc}[31`)
				.map((span) => span.text)
				.join(""),
		).toBe("[31");
	});
});

describe("the lines of a log", () => {
	it("end at line feeds, with or without carriage return", () => {
		expect(logLines("a\r\nb\nc")).toEqual(["a", "b", "c"]);
		expect(logLines("a\n")).toEqual(["a"]);
		expect(logLines("\n\n")).toEqual(["", ""]);
		expect(logLines("")).toEqual([]);
	});

	it("show a progress line as it was last overwritten", () => {
		expect(logLines("10 %\r50 %\r100 %\ndone\n")).toEqual(["100 %", "done"]);
		expect(logLines("10 %\r50 %\r")).toEqual(["50 %"]);
	});
});

describe("finding in a log", () => {
	it("gives the lines with the words, whatever their case", () => {
		const lines = ["Opening tile", "ERROR: out of memory", "error again", ""];
		expect(findLines(lines, "error")).toEqual([1, 2]);
		expect(findLines(lines, "")).toEqual([]);
	});

	it("goes on at the other end", () => {
		expect([nextHit(3, 3), nextHit(3, -1), nextHit(0, 1)]).toEqual([0, 2, -1]);
	});
});
