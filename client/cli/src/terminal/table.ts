import type { Colours } from "./terminal.ts";
import { printable } from "./terminal.ts";
import { textWidth, truncate } from "./text-width.ts";

export interface Cell {
	readonly text: string;
	/** Put round the text once it has its width. */
	readonly paint?: (text: string) => string;
}

export interface Column<Row> {
	readonly title: string;
	cell(row: Row): Cell | string | number;
	readonly align?: "right";
	/** Gives way when the table is too wide; the widest such column first, down to its title's width or 8. */
	readonly canShrink?: boolean;
	/** Left out when all its cells are empty. */
	readonly isRare?: boolean;
	/** Left out when shrinking is not enough; the lowest number goes first. */
	readonly leaveOut?: number;
}

const gap = 2;
const leastShrunkWidth = 8;

/** Lines of a table that fit `width`, as far as its columns can give way; titles in dim letters. No rows, no lines. */
export function formatTable<Row>(
	allColumns: readonly Column<Row>[],
	rows: readonly Row[],
	{ width, colours }: { readonly width: number; readonly colours: Colours },
): string[] {
	if (rows.length === 0) return [];
	const columns = withoutTooMany(withoutEmpty(allColumns, rows), rows, width);
	const cells = rows.map((row) => columns.map((column) => toCell(column.cell(row))));
	const widths = columns.map((column, index) => widest(column.title, cells, (line) => line[index]?.text ?? ""));
	shrink(columns, widths, width);
	const titles = columns.map(({ title }) => ({ text: title, paint: colours.dim }));
	return [titles, ...cells].map((line) => formatLine(columns, line, widths));
}

function formatLine<Row>(columns: readonly Column<Row>[], line: readonly Cell[], widths: readonly number[]): string {
	const parts = line.map((cell, index) => {
		const columnWidth = widths[index] ?? 0;
		const text = truncate(cell.text, columnWidth);
		const padding = " ".repeat(columnWidth - textWidth(text));
		const painted = cell.paint === undefined || text === "" ? text : cell.paint(text);
		if (columns[index]?.align === "right") return `${padding}${painted}`;
		return index === line.length - 1 ? painted : `${painted}${padding}`;
	});
	return parts.join(" ".repeat(gap)).trimEnd();
}

function toCell(cell: Cell | string | number): Cell {
	if (typeof cell === "object") return { ...cell, text: printable(cell.text) };
	return { text: printable(String(cell)) };
}

function withoutEmpty<Row>(all: readonly Column<Row>[], rows: readonly Row[]): readonly Column<Row>[] {
	return all.filter(({ isRare, cell }) => isRare !== true || rows.some((row) => toCell(cell(row)).text !== ""));
}

/** Leaves columns out until the others can be shrunk to fit. */
function withoutTooMany<Row>(all: readonly Column<Row>[], rows: readonly Row[], width: number): readonly Column<Row>[] {
	if (width === Number.POSITIVE_INFINITY) return all;
	const least = new Map(
		all.map((column) => {
			const natural = widest(column.title, rows, (row) => toCell(column.cell(row)).text);
			return [column, column.canShrink === true ? Math.min(natural, leastWidth(column.title)) : natural];
		}),
	);
	const columns = [...all];
	const total = () => columns.reduce((sum, column) => sum + (least.get(column) ?? 0) + gap, -gap);
	const order = all
		.filter(({ leaveOut }) => leaveOut !== undefined)
		.sort((first, second) => (first.leaveOut ?? 0) - (second.leaveOut ?? 0));
	for (const column of order) {
		if (total() <= width) break;
		columns.splice(columns.indexOf(column), 1);
	}
	return columns;
}

/** A loop: spreading a hundred thousand rows into arguments overflows the stack. */
function widest<Row>(title: string, rows: readonly Row[], textOf: (row: Row) => string): number {
	let width = textWidth(title);
	for (const row of rows) width = Math.max(width, textWidth(textOf(row)));
	return width;
}

/** Takes what is too much from the widest column that may shrink, again and again. */
function shrink<Row>(columns: readonly Column<Row>[], widths: number[], width: number): void {
	const total = () => widths.reduce((sum, columnWidth) => sum + columnWidth, 0) + gap * (widths.length - 1);
	for (let excess = total() - width; excess > 0; excess = total() - width) {
		const order = [...columns.entries()]
			.filter(([index, { canShrink, title }]) => canShrink === true && (widths[index] ?? 0) > leastWidth(title))
			.map(([index]) => index)
			.sort((first, second) => (widths[second] ?? 0) - (widths[first] ?? 0));
		const [index, next] = order;
		if (index === undefined) return;
		const columnWidth = widths[index] ?? 0;
		// Down to the next widest at most, so that equals shrink together.
		const step = Math.max(1, Math.min(excess, columnWidth - (next === undefined ? 0 : (widths[next] ?? 0))));
		widths[index] = Math.max(leastWidth(columns[index]?.title ?? ""), columnWidth - step);
	}
}

function leastWidth(title: string): number {
	return Math.max(leastShrunkWidth, textWidth(title));
}
