import { TilewrightError } from "@tilewright/contract/errors";
import type { AttributeValue } from "@tilewright/contract/recipe";

/*
 *   {plate}/{well}_s{site:int}_{channel}.tif      fields by name; types str (default), int, float, path
 *   run-{{1}}/{name:path}.tif                     {{ and }} are braces; a path field may span folders
 *
 * A str field takes as little as possible, at least one character, and never a slash; int has an optional minus
 * sign and at most 15 digits, so that its value is exact. Upper and lower case are told apart.
 */

export const fieldTypes = ["str", "int", "float", "path"] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface PatternField {
	readonly name: string;
	readonly type: FieldType;
}

export type FieldValues = Readonly<Record<string, AttributeValue>>;

export interface PathPattern {
	readonly text: string;
	readonly fields: readonly PatternField[];
	/** The fields of a path that fits, else null. The path is below the root, with forward slashes. */
	match(path: string): FieldValues | null;
	/** False for folders below which nothing can fit. */
	mayHoldTiles(folder: string): boolean;
}

/** A piece of the pattern: literal text, or a field, with its column from 1. */
type Piece =
	| { readonly kind: "text"; readonly text: string; readonly column: number }
	| { readonly kind: "field"; readonly field: PatternField; readonly column: number };

/** Throws PATH_PATTERN_INVALID with the column. */
export function parsePathPattern(written: string): PathPattern {
	const text = written.replaceAll("\\", "/");
	const pieces = splitPieces(text);
	checkFields(text, pieces);
	checkSegments(text);
	const fields = pieces.flatMap((piece) => (piece.kind === "field" ? [piece.field] : []));
	const segments = splitSegments(pieces);
	const expression = new RegExp(`^${segments.map(toExpression).join("/")}$`, "su");
	// Folders on the way to the first path field, or to the last segment, are known to fit or not.
	const spanningAt = segments.findIndex((segment) =>
		segment.some((piece) => piece.kind === "field" && piece.field.type === "path"),
	);
	const folderExpressions = segments.slice(0, spanningAt < 0 ? segments.length - 1 : spanningAt).map(
		(_, index) =>
			new RegExp(
				`^${segments
					.slice(0, index + 1)
					.map(toExpression)
					.join("/")}$`,
				"su",
			),
	);
	return {
		text,
		fields,
		match(path) {
			const groups = expression.exec(path)?.slice(1);
			if (groups === undefined) return null;
			return Object.fromEntries(fields.map((field, index) => [field.name, toValue(field, groups[index] ?? "")]));
		},
		mayHoldTiles(folder) {
			const depth = folder.split("/").length;
			const folderExpression = folderExpressions[depth - 1];
			return folderExpression === undefined ? spanningAt >= 0 : folderExpression.test(folder);
		},
	};
}

function splitPieces(text: string): Piece[] {
	const pieces: Piece[] = [];
	let literal = "";
	let literalAt = 0;
	const endLiteral = (): void => {
		if (literal !== "") pieces.push({ kind: "text", text: literal, column: literalAt + 1 });
		literal = "";
	};
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === "{" && text.charAt(at + 1) !== "{") {
			const end = text.indexOf("}", at);
			if (end < 0) throw invalidPattern(text, at, "this brace is never closed; write {{ for a brace itself");
			endLiteral();
			pieces.push({ kind: "field", field: parseField(text, at, text.slice(at + 1, end)), column: at + 1 });
			at = end;
			continue;
		}
		if (character === "}" && text.charAt(at + 1) !== "}") {
			throw invalidPattern(text, at, "this brace was never opened; write }} for a brace itself");
		}
		if (literal === "") literalAt = at;
		literal += character;
		if (character === "{" || character === "}") at += 1;
	}
	endLiteral();
	return pieces;
}

function parseField(text: string, at: number, inside: string): PatternField {
	const [name = "", type = "str", ...rest] = inside.split(":");
	if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
		throw invalidPattern(text, at, `"${name}" is no field name (letters, digits and _, no digit first)`);
	}
	const known = fieldTypes.find((one) => one === type);
	if (known === undefined || rest.length > 0) {
		const wrong = [type, ...rest].join(":");
		throw invalidPattern(text, at, `field "${name}" has the type "${wrong}"; types are ${fieldTypes.join(", ")}`);
	}
	return { name, type: known };
}

function checkFields(text: string, pieces: readonly Piece[]): void {
	const names = new Set<string>();
	for (const [index, piece] of pieces.entries()) {
		if (piece.kind !== "field") continue;
		const { field, column } = piece;
		if (names.has(field.name)) throw invalidPattern(text, column - 1, `field "${field.name}" stands there twice`);
		names.add(field.name);
		const next = pieces[index + 1];
		if (next?.kind !== "field") continue;
		const isClear = isNumeric(field.type) !== isNumeric(next.field.type);
		if (!isClear) {
			const what = `nothing tells where field "${field.name}" ends and "${next.field.name}" begins`;
			throw invalidPattern(text, next.column - 1, what);
		}
	}
}

function isNumeric(type: FieldType): boolean {
	return type === "int" || type === "float";
}

function checkSegments(text: string): void {
	if (text.startsWith("/") || /^[A-Za-z]:/.test(text)) {
		throw invalidPattern(text, 0, "it is absolute; write it relative to the source's root");
	}
	let at = 0;
	for (const segment of text.split("/")) {
		if (segment === "") throw invalidPattern(text, at, "a folder or file name is empty here");
		if (segment === "." || segment === "..") throw invalidPattern(text, at, `"${segment}" cannot stand in a pattern`);
		at += segment.length + 1;
	}
}

/** Literal slashes separate segments; fields have none in their names. */
function splitSegments(pieces: readonly Piece[]): Piece[][] {
	const segments: Piece[][] = [[]];
	for (const piece of pieces) {
		if (piece.kind === "field") {
			segments.at(-1)?.push(piece);
			continue;
		}
		for (const [index, part] of piece.text.split("/").entries()) {
			if (index > 0) segments.push([]);
			if (part !== "") segments.at(-1)?.push({ ...piece, text: part });
		}
	}
	return segments;
}

const fieldExpressions: Readonly<Record<FieldType, string>> = {
	str: "([^/]+?)",
	int: "(-?\\d{1,15})",
	float: "([+-]?\\d+(?:\\.\\d+)?)",
	path: "([^/](?:.*?[^/])??)",
};

function toExpression(segment: readonly Piece[]): string {
	return segment
		.map((piece) =>
			piece.kind === "field"
				? fieldExpressions[piece.field.type]
				: piece.text.replaceAll(/[\\^$.|+()[\]{}*?/]/g, (character) => `\\${character}`),
		)
		.join("");
}

function toValue(field: PatternField, text: string): AttributeValue {
	return isNumeric(field.type) ? Number(text) + 0 : text;
}

function invalidPattern(text: string, at: number, what: string): TilewrightError {
	const column = at + 1;
	return new TilewrightError({
		code: "PATH_PATTERN_INVALID",
		message: `The path pattern "${text}" is wrong at column ${column}: ${what}.`,
		fields: { pattern: text, column },
	});
}
