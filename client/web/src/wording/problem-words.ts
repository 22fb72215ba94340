/** What the coordinator says of a value it cannot use, for people: without the marks and terms of its schemas. */
export function problemWords(message: string): string {
	const [head = "", ...issues] = message.split(/\s*✖\s*/);
	if (issues.length === 0) return message;
	const sentences = issues.map((issue) => {
		const [, text = issue, path = ""] = /^([\s\S]*?)\s*(?:→ at ([\s\S]*))?$/.exec(issue) ?? [];
		const plain = plainWords(text.trim());
		if (path.trim() === "") return plain ?? text.trim();
		return plain === null ? `${path.trim()}: ${text.trim()}` : `${path.trim()} ${plain}`;
	});
	return `${head.replace(/"(\w+)" cannot be used:/, "This cannot be used:").trim()} ${sentences.join("; ")}`.trim();
}

const wordings: readonly (readonly [RegExp, (parts: readonly string[]) => string])[] = [
	[/^Too small: expected string to have >=1 characters$/, () => "must not be empty"],
	[/^Too small: expected array to have >=1 items$/, () => "must not be empty"],
	[
		/^Too small: expected \w+ to be (>=?)(\S+)$/,
		([sign, least]) => `must be ${sign === ">" ? "more than" : "at least"} ${least}`,
	],
	[
		/^Too big: expected \w+ to be (<=?)(\S+)$/,
		([sign, most]) => `must be ${sign === "<" ? "less than" : "at most"} ${most}`,
	],
	[/^Invalid input: expected (\w+), received undefined$/, () => "is missing"],
	[/^Invalid input: expected (\w+), received \w+$/, ([wanted]) => `must be ${kindWords(wanted)}`],
	[/^Invalid option: expected one of (.*)$/, ([choices]) => `must be one of ${choices?.replaceAll("|", ", ")}`],
	[/^Unrecognized keys?: (.*)$/, ([names]) => `has ${names}, which is not known`],
	[/^Invalid string: must match pattern .*$/, () => "is not written as it has to be"],
];

function plainWords(text: string): string | null {
	for (const [pattern, words] of wordings) {
		const found = pattern.exec(text);
		if (found !== null) return words(found.slice(1));
	}
	return null;
}

function kindWords(kind: string | undefined): string {
	switch (kind) {
		case "int":
			return "a whole number";
		case "string":
			return "a text";
		case "array":
			return "a list";
		case "boolean":
			return "true or false";
		case "object":
		case "record":
			return "an object with names and values";
		default:
			return `a ${kind}`;
	}
}
