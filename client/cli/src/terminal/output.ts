import { type Column, formatTable } from "./table.ts";
import { printable, type Terminal } from "./terminal.ts";

/** What a command says: for people, or with --json one JSON value a line. */
export interface Output {
	readonly isJson: boolean;
	readonly terminal: Terminal;
	/** Each item a line of JSON, or a row of a table; `empty` is said when there are none. */
	list<Item>(items: readonly Item[], columns: readonly Column<Item>[], empty: string): void;
	/** One line of JSON, or lines for people. */
	one(value: unknown, lines: () => readonly string[]): void;
	/** Lines for people only. */
	line(text: string): void;
	json(value: unknown): void;
}

export function createOutput(terminal: Terminal, isJson: boolean): Output {
	const json = (value: unknown) => terminal.write(`${JSON.stringify(value)}\n`);
	const line = (text: string) => terminal.write(`${text}\n`);
	return {
		isJson,
		terminal,
		json,
		list: (items, columns, empty) => {
			if (isJson) {
				for (const item of items) json(item);
				return;
			}
			// Not among the results: a script that counts lines counts none.
			if (items.length === 0) terminal.complain(empty);
			for (const text of formatTable(columns, items, { width: terminal.width(), colours: terminal.colours }))
				line(text);
		},
		one: (value, lines) => {
			if (isJson) json(value);
			else for (const text of lines()) line(text);
		},
		line: (text) => {
			if (!isJson) line(text);
		},
	};
}

/** `name      value`, the names in one column; without those that have no value. */
export function formatFacts(
	facts: readonly (readonly [name: string, value: string | null | undefined])[],
	terminal: Terminal,
): string[] {
	const known = facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== undefined);
	const width = Math.max(...known.map(([name]) => name.length));
	return known.map(([name, value]) => `${terminal.colours.dim(name.padEnd(width))}  ${printable(value)}`);
}
