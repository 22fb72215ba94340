import { isObject } from "../command/argument-values.ts";
import { formatValue } from "../terminal/figures.ts";

/** `line-fix.sh`, `python3 fuse.py`, `built-in quality`, `nothing`. */
export function describeProgram(content: unknown): string {
	const program = isObject(content) && isObject(content.program) ? content.program : {};
	switch (program.kind) {
		case "script":
			return typeof program.interpreter === "string"
				? `${program.interpreter} ${String(program.path)}`
				: String(program.path);
		case "builtIn":
			return `built-in ${String(program.name)}`;
		case "none":
			return "nothing";
		default:
			return formatValue(program);
	}
}
