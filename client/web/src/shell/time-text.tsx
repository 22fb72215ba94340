import { useServerNow } from "../live/live-context.tsx";
import { splitSentence } from "../wording/sentence-model.ts";
import { agoWords, localTimeWords, quietWords, roughTimeWords, utcWords } from "../wording/time-words.ts";

/** A point in time as its age; the local and the UTC time are in the hover. */
export function Ago({ at }: { at: string | null }) {
	const now = useServerNow();
	if (at === null) return <span className="dim">never</span>;
	const date = new Date(at);
	return (
		<time dateTime={at} title={`${localTimeWords(date, new Date(now))} here\n${utcWords(date)}`}>
			{agoWords(now - date.getTime())}
		</time>
	);
}

/** Since when nothing new has come; null: nothing ever has. */
export function Quiet({ since }: { since: string | null }) {
	const now = useServerNow();
	return quietWords(since === null ? null : now - Date.parse(since));
}

/** A point in time in the local zone; UTC in the hover. `isRough`: to the minute, for what is only expected. */
export function LocalTime({ at, isRough = false }: { at: string | null; isRough?: boolean }) {
	if (at === null) return <span className="dim">–</span>;
	const date = new Date(at);
	return (
		<time dateTime={at} title={utcWords(date)}>
			{isRough ? roughTimeWords(date, new Date()) : localTimeWords(date, new Date())}
		</time>
	);
}

/** A sentence of the coordinator, its times in the local zone. */
export function Sentence({ text }: { text: string }) {
	return splitSentence(text).map((part, index) =>
		// biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity, and a sentence is one whole
		part.at === null ? part.text : <LocalTime key={index} at={part.at.toISOString()} />,
	);
}
