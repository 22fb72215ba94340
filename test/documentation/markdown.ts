import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Reads our own documentation; paths are relative to the repository, where vitest runs. */

export const readDocument = (path: string): string => readFileSync(resolve(path), "utf8");

/** README, changelog and everything in docs/, as far as they are there. */
export function documentPaths(): string[] {
	const below = readdirSync(resolve("docs"), { recursive: true }).map((name) => join("docs", String(name)));
	const top = readdirSync(resolve("."));
	return [...top, ...below].filter((path) => path.endsWith(".md")).sort();
}

/** The cells of a table's first column in all tables that begin with this title, without the mark-up. */
export function firstColumn(text: string, title: string): string[] {
	const cells: string[] = [];
	let isInside = false;
	for (const line of text.split("\n")) {
		if (!line.startsWith("|")) {
			isInside = false;
			continue;
		}
		const cell = line.split("|")[1]?.trim() ?? "";
		if (cell === title) isInside = true;
		else if (isInside && !/^[-: ]+$/.test(cell)) cells.push(cell);
	}
	return cells;
}

/** Headings of one level, without the mark-up. */
export function headings(text: string, level: number): string[] {
	const marks = "#".repeat(level);
	return text.split("\n").flatMap((line) => (line.startsWith(`${marks} `) ? [line.slice(level + 1).trim()] : []));
}

export interface Link {
	/** As it stands there. */
	readonly written: string;
	/** The file or folder it means, relative to the repository. */
	readonly path: string;
	/** The heading in it, as GitHub names it; empty for none. */
	readonly anchor: string;
}

/** Links to other files of ours and to headings; not those to other places on the web. */
export function localLinks(documentPath: string): Link[] {
	// Links inside code are examples.
	const text = readDocument(documentPath).replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "");
	return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, written = ""]) => {
		if (/^[a-z]+:/i.test(written)) return [];
		const [path = "", anchor = ""] = written.split("#");
		return [{ written, path: path === "" ? documentPath : join(dirname(documentPath), path), anchor }];
	});
}

/** How GitHub makes an anchor of a heading: lower case, without punctuation, blanks as hyphens. */
export function toAnchor(heading: string): string {
	return heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
		.replaceAll(/\s/g, "-");
}
