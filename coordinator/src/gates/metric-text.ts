import type { ASTNode } from "@marcbachmann/cel-js";

/** An expression rewritten so that every name in it is a metric. */
export interface MetricText {
	readonly source: string;
	/** Which part of `source` was written for which part of the original. */
	readonly pieces: readonly { readonly start: number; readonly end: number; readonly node: ASTNode }[];
	/** Metrics it needs the value of. */
	readonly looksAt: readonly string[];
	/** Metrics it asks itself whether they are there. */
	readonly asksFor: readonly string[];
}

/** Macros whose first argument names a variable of their own. */
const macros = new Set(["all", "exists", "exists_one", "map", "filter"]);

export function metricTextOf(ast: ASTNode): MetricText {
	const writer = new Writer();
	writer.write(ast, []);
	return {
		source: writer.source,
		pieces: writer.pieces,
		looksAt: [...writer.looksAt],
		asksFor: [...writer.asksFor],
	};
}

class Writer {
	source = "";
	readonly pieces: { start: number; end: number; node: ASTNode }[] = [];
	readonly looksAt = new Set<string>();
	readonly asksFor = new Set<string>();

	/** `bound` holds the variables of the macros around. */
	write(node: ASTNode, bound: readonly string[]): void {
		const start = this.source.length;
		this.#writeNode(node, bound);
		this.pieces.push({ start, end: this.source.length, node });
	}

	#writeNode(node: ASTNode, bound: readonly string[]): void {
		switch (node.op) {
			case "value":
				this.#add(literal(node.args));
				return;
			case "id":
				if (node.args === "metrics" || bound.includes(node.args)) {
					this.#add(node.args);
					return;
				}
				this.#metric(node.args);
				return;
			case ".":
			case ".?": {
				const [of, name] = node.args;
				if (isMetrics(of)) {
					this.#metric(name);
					return;
				}
				this.write(of, bound);
				this.#add(`.${name}`);
				return;
			}
			case "[]":
			case "[?]": {
				const [of, key] = node.args;
				const name = isMetrics(of) ? stringOf(key) : null;
				if (name !== null) {
					this.#metric(name);
					return;
				}
				this.write(of, bound);
				this.#add("[");
				this.write(key, bound);
				this.#add("]");
				return;
			}
			case "in": {
				const [key, of] = node.args;
				const name = isMetrics(of) ? stringOf(key) : null;
				if (name !== null) this.asksFor.add(name);
				this.#binary(node.op, node.args, bound);
				return;
			}
			case "call": {
				const [name, parts] = node.args;
				const [only] = parts;
				const asked = name === "has" && parts.length === 1 && only ? askedName(only) : null;
				if (asked !== null) {
					this.asksFor.add(asked);
					this.#add(`(${JSON.stringify(asked)} in metrics)`);
					return;
				}
				this.#add(`${name}(`);
				this.#list(parts, bound);
				this.#add(")");
				return;
			}
			case "rcall": {
				const [name, receiver, parts] = node.args;
				this.write(receiver, bound);
				const [variable] = parts;
				const own = macros.has(name) && variable?.op === "id" ? [...bound, variable.args] : bound;
				this.#add(`.${name}(`);
				this.#list(parts, own);
				this.#add(")");
				return;
			}
			case "list":
				this.#add("[");
				this.#list(node.args, bound);
				this.#add("]");
				return;
			case "map":
				this.#add("{");
				for (const [place, [key, value]] of node.args.entries()) {
					if (place > 0) this.#add(", ");
					this.write(key, bound);
					this.#add(": ");
					this.write(value, bound);
				}
				this.#add("}");
				return;
			case "?:": {
				const [condition, one, other] = node.args;
				this.#add("(");
				this.write(condition, bound);
				this.#add(" ? ");
				this.write(one, bound);
				this.#add(" : ");
				this.write(other, bound);
				this.#add(")");
				return;
			}
			case "!_":
			case "-_":
				this.#add(`(${node.op === "!_" ? "!" : "-"}`);
				this.write(node.args, bound);
				this.#add(")");
				return;
			case "/":
				this.#add("finite");
				this.#binary(node.op, node.args, bound);
				return;
			case "||":
			case "&&":
			case "!=":
			case "==":
			case "+":
			case "-":
			case "*":
			case "%":
			case "<":
			case "<=":
			case ">":
			case ">=":
				this.#binary(node.op, node.args, bound);
				return;
		}
	}

	#binary(operator: string, [left, right]: readonly [ASTNode, ASTNode], bound: readonly string[]): void {
		this.#add("(");
		this.write(left, bound);
		this.#add(` ${operator} `);
		this.write(right, bound);
		this.#add(")");
	}

	#list(nodes: readonly ASTNode[], bound: readonly string[]): void {
		for (const [place, node] of nodes.entries()) {
			if (place > 0) this.#add(", ");
			this.write(node, bound);
		}
	}

	#metric(name: string): void {
		this.looksAt.add(name);
		this.#add(`metrics[${JSON.stringify(name)}]`);
	}

	#add(text: string): void {
		this.source += text;
	}
}

function isMetrics(node: ASTNode): boolean {
	return node.op === "id" && node.args === "metrics";
}

function stringOf(node: ASTNode): string | null {
	return node.op === "value" && typeof node.args === "string" ? node.args : null;
}

/** The metric that `has(metrics.focus)`, `has(metrics["a.b"])` or `has(focus)` asks for. */
function askedName(node: ASTNode): string | null {
	if (node.op === "id") return node.args;
	if (node.op === "." && isMetrics(node.args[0])) return node.args[1];
	if (node.op === "[]" && isMetrics(node.args[0])) return stringOf(node.args[1]);
	return null;
}

/** Whole numbers are written as numbers with a fraction, since every metric is one. */
function literal(value: unknown): string {
	if (typeof value === "bigint") return `${value}.0`;
	if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : decimal(value);
	return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Very large and very small numbers keep a point, without which they could be read as a whole number. */
function decimal(value: number): string {
	const text = String(value);
	return text.includes(".") ? text : text.replace("e", ".0e");
}
