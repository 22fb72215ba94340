import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { type Column, formatTable } from "./table.ts";
import { textWidth, truncate } from "./text-width.ts";

const plain = pc.createColors(false);
const unlimited = { width: Number.POSITIVE_INFINITY, colours: plain };

interface Row {
	readonly id: number;
	readonly name: string;
	readonly why: string;
}

const columns: Column<Row>[] = [
	{ title: "ID", align: "right", cell: ({ id }) => id },
	{ title: "NAME", canShrink: true, cell: ({ name }) => name },
	{ title: "WHY", canShrink: true, leaveOut: 1, cell: ({ why }) => why },
];

describe("a table", () => {
	it("aligns columns and leaves no blanks at the end of lines", () => {
		const rows = [
			{ id: 7, name: "quality", why: "" },
			{ id: 12, name: "preview", why: "ready" },
		];
		expect(formatTable(columns, rows, unlimited)).toEqual(["ID  NAME     WHY", " 7  quality", "12  preview  ready"]);
	});

	it("has no lines without rows", () => {
		expect(formatTable(columns, [], unlimited)).toEqual([]);
	});

	it.each([60, 40, 30])("fits %i columns by shrinking the widest", (width) => {
		const rows = [
			{ id: 1, name: "a name of some length", why: "waiting for stage Projection on tile 2021-04-09/00/00123" },
		];
		const lines = formatTable(columns, rows, { width, colours: plain });
		expect(lines).toHaveLength(2);
		for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
		expect(lines[1]).toContain("a name");
		expect(lines[1]).toContain("…");
	});

	it("leaves a column out when shrinking is not enough", () => {
		const rows = [{ id: 1, name: "a name of some length", why: "waiting for stage Projection" }];
		expect(formatTable(columns, rows, { width: 14, colours: plain })).toEqual(["ID  NAME", " 1  a name of…"]);
	});

	it("leaves a rare column out when it says nothing, and not when it does", () => {
		const rare: Column<string>[] = [
			{ title: "NAME", cell: (text) => text },
			{ title: "PROBLEM", isRare: true, cell: (text) => (text === "b" ? "broken" : "") },
		];
		expect(formatTable(rare, ["a"], unlimited)).toEqual(["NAME", "a"]);
		expect(formatTable(rare, ["a", "b"], unlimited)).toEqual(["NAME  PROBLEM", "a", "b     broken"]);
	});

	it("counts full-width characters as two columns", () => {
		expect(textWidth("組織 1")).toBe(6);
		expect(truncate("組織切片", 5)).toBe("組織…");
		const rows = [
			{ id: 1, name: "組織", why: "x" },
			{ id: 2, name: "brain", why: "y" },
		];
		expect(formatTable(columns, rows, unlimited).slice(1)).toEqual([" 1  組織   x", " 2  brain  y"]);
	});

	it("shows control characters instead of letting a terminal obey them", () => {
		const rows = [{ id: 1, name: "a\u001b[2Jb\nc", why: "" }];
		expect(formatTable(columns, rows, unlimited)[1]).toBe(" 1  a�[2Jb c");
	});

	it("paints the text of a cell and not the blanks beside it", () => {
		const painted: Column<string>[] = [
			{ title: "STATE", cell: (text) => ({ text, paint: (inner) => `<${inner}>` }) },
			{ title: "N", cell: () => 1 },
		];
		expect(formatTable(painted, ["ok", "failed"], unlimited).slice(1)).toEqual(["<ok>      1", "<failed>  1"]);
	});

	it("formats a hundred thousand rows", () => {
		const rows = Array.from({ length: 100_000 }, (_, id) => ({ id, name: "tile", why: "" }));
		expect(formatTable(columns, rows, unlimited)).toHaveLength(100_001);
	});
});
