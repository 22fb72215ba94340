/** True for names that fit one of the patterns; `*` stands for any characters, `?` for one. Case does not matter. */
export type NameMatcher = (name: string) => boolean;

export function matchNames(patterns: readonly string[]): NameMatcher {
	if (patterns.length === 0) return () => false;
	const alternatives = patterns.map((pattern) =>
		pattern.replaceAll(/[\\^$.|+()[\]{}*?]/g, (character) => {
			if (character === "*") return ".*";
			return character === "?" ? "." : `\\${character}`;
		}),
	);
	const expression = new RegExp(`^(?:${alternatives.join("|")})$`, "isu");
	return (name) => expression.test(name);
}
