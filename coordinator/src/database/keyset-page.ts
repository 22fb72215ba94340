/** Pages by position in an order (keyset): nothing is skipped or doubled while rows are added. */

/** The sort values of a row, in the order they are sorted by. */
export type Position = readonly (number | string)[];

export interface PageRequest {
	readonly size: number;
	/** The page begins behind this row; null at the beginning. */
	readonly after: Position | null;
}

export interface Page<Row> {
	readonly rows: readonly { readonly position: Position; readonly row: Row }[];
	readonly hasNextPage: boolean;
	/** Counts only when asked; null where counting would mean reading everything. */
	readonly countTotal: () => Promise<number | null>;
}

/** `rows` is at least one longer than the page when another page follows. */
export function pageOf<Row>(
	rows: readonly Row[],
	request: PageRequest,
	positionOf: (row: Row) => Position,
	countTotal: () => Promise<number | null> = async () => null,
): Page<Row> {
	return {
		rows: rows.slice(0, request.size).map((row) => ({ position: positionOf(row), row })),
		hasNextPage: rows.length > request.size,
		countTotal,
	};
}

/** Conditions joined by `and`, each with its parameters numbered as they come. */
export class Conditions {
	readonly parameters: unknown[] = [];
	readonly #texts: string[] = [];

	/** Every `?` of the text stands for the next of the values. */
	add(text: string, ...values: readonly unknown[]): void {
		let next = 0;
		this.#texts.push(text.replace(/\?/g, () => this.bind(values[next++])));
	}

	/** A text whose parameters are numbered already, from the next number on. */
	addBound(text: string, values: readonly unknown[]): void {
		this.parameters.push(...values);
		this.#texts.push(text);
	}

	/** The placeholder of a value that is used outside the conditions. */
	bind(value: unknown): string {
		this.parameters.push(value);
		return `$${this.parameters.length}`;
	}

	get text(): string {
		return this.#texts.length === 0 ? "true" : this.#texts.join(" and ");
	}
}
