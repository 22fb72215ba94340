export interface SentencePart {
	readonly text: string;
	/** Set where the part is a point in time (ISO 8601, UTC) that wants to be shown in local time. */
	readonly at: Date | null;
}

const timePattern = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g;

/** The coordinator's sentences carry times in UTC; here they are found, so that people read them in their own zone. */
export function splitSentence(sentence: string): readonly SentencePart[] {
	const parts: SentencePart[] = [];
	let from = 0;
	for (const match of sentence.matchAll(timePattern)) {
		const at = new Date(match[0]);
		if (Number.isNaN(at.getTime())) continue;
		if (match.index > from) parts.push({ text: sentence.slice(from, match.index), at: null });
		parts.push({ text: match[0], at });
		from = match.index + match[0].length;
	}
	if (from < sentence.length) parts.push({ text: sentence.slice(from), at: null });
	return parts;
}
